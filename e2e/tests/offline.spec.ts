import type { Page } from '@playwright/test'
import { expect, test } from '../stack/fixtures.ts'
import { createDocument, openDocument, readText, share } from '../stack/people.ts'
import { shownText } from '../stack/typist.ts'

test('what is written offline, before and after a reload, arrives once and everywhere', async ({ person, stack }) => {
  test.setTimeout(180_000)
  const [ana, ben] = [await person('Ana'), await person('Ben')]
  const id = await createDocument(ana, 'Written in a train')
  await share(ana, id, ben, 'editor')
  const page = await openDocument(ana, id)
  await openDocument(ben, id)
  const pill = page.getByTestId('status-pill')
  await page.locator('.ProseMirror').click()
  await page.keyboard.type('At the station. ')
  await expect(pill).toHaveAttribute('data-status', 'stored')
  await isKept(page)

  stack.webGate.cut()
  stack.syncGate.cut()
  await page.keyboard.type('In the tunnel. ')
  await expect(pill).not.toHaveAttribute('data-status', 'stored')
  await expect(page.getByTestId('status-pill')).toContainText(/device|Reconnecting/)

  await page.reload()
  await page.locator('.ProseMirror[contenteditable=true]').waitFor()
  await expect.poll(() => shownText(page)).toBe('At the station. In the tunnel. ')
  await page.locator('.ProseMirror').click()
  await page.keyboard.press('ControlOrMeta+End')
  await page.keyboard.type('Still in the tunnel.')
  await expect(pill).not.toHaveAttribute('data-status', 'stored')

  stack.webGate.mend()
  stack.syncGate.mend()
  for (const each of [page, ben.page]) await each.evaluate(() => dispatchEvent(new Event('online')))
  await expect(pill).toHaveAttribute('data-status', 'stored', { timeout: 45_000 })
  const all = 'At the station. In the tunnel. Still in the tunnel.'
  expect(await shownText(page)).toBe(all)
  await expect.poll(() => shownText(ben.page), { timeout: 45_000 }).toBe(all)
  expect(await readText(ben, id)).toBe(all)
})

/** Waits until the browser holds the page and every script that it has asked for so far. */
async function isKept(page: Page): Promise<void> {
  await page.waitForFunction(async () => {
    const scripts = performance.getEntriesByType('resource').filter(({ name }) => name.includes('/_next/static/'))
    const needed = [location.pathname, '/offline', ...scripts.map(({ name }) => name)]
    const kept = await Promise.all(needed.map(async (url) => (await caches.match(url)) !== undefined))
    return kept.every(Boolean)
  })
}
