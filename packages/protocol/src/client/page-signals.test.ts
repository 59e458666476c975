import { describe, expect, test } from 'vitest'
import { createPageSignals, currentPage, type PageSignal } from './page-signals.ts'

class VisibleDocument extends EventTarget {
  visibilityState = 'visible'
}

function createPage() {
  const parts = { window: new EventTarget(), document: new VisibleDocument(), navigator: { onLine: true } }
  const heard: PageSignal[] = []
  const page = createPageSignals(parts)
  const stop = page.subscribe((signal) => heard.push(signal))
  return { ...parts, page, heard, stop }
}

describe('the signals of a page', () => {
  test('L5 name what a connection reacts to', () => {
    const { window, document, navigator, page, heard } = createPage()
    window.dispatchEvent(new Event('offline'))
    window.dispatchEvent(new Event('online'))
    document.visibilityState = 'hidden'
    document.dispatchEvent(new Event('visibilitychange'))
    document.visibilityState = 'visible'
    document.dispatchEvent(new Event('visibilitychange'))
    window.dispatchEvent(new Event('pagehide'))
    window.dispatchEvent(new Event('pageshow'))
    window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }))
    expect(heard).toEqual(['offline', 'online', 'visible', 'hidden', 'restored'])
    navigator.onLine = false
    expect(page.isOnline()).toBe(false)
  })

  test('T3 tell whether somebody may be looking', () => {
    const { document, page } = createPage()
    expect(page.isVisible()).toBe(true)
    document.visibilityState = 'hidden'
    expect([page.isVisible(), currentPage().isVisible()]).toEqual([false, true])
  })

  test('L5 end with the subscription', () => {
    const { window, heard, stop } = createPage()
    stop()
    window.dispatchEvent(new Event('online'))
    expect(heard).toEqual([])
  })

  test('L5 are silent outside a browser', () => {
    expect(currentPage().isOnline()).toBe(true)
    expect(currentPage().subscribe(() => undefined)).toBeTypeOf('function')
  })
})
