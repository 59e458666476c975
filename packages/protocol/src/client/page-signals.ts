/**
 * What the page tells a connection. `restored`: the page came back from the back-forward cache after `hidden`.
 * `hidden` is the last moment at which a frame can still be sent.
 */
export type PageSignal = 'online' | 'offline' | 'visible' | 'hidden' | 'restored'

/** The page around a connection. Outside a browser there is none, and nothing is ever signalled. */
export type PageSignals = {
  isOnline(): boolean
  /** Whether somebody may be looking at it. */
  isVisible(): boolean
  /** Returns the function that ends the subscription. */
  subscribe(listener: (signal: PageSignal) => void): () => void
}

type PageParts = {
  window: EventTarget
  document: EventTarget & { readonly visibilityState: string }
  navigator: { readonly onLine: boolean }
}

export function createPageSignals({ window, document, navigator }: PageParts): PageSignals {
  return {
    isOnline: () => navigator.onLine,
    isVisible: () => document.visibilityState !== 'hidden',
    subscribe(listener) {
      const ending = new AbortController()
      const on = (target: EventTarget, type: string, run: (event: Event) => void) =>
        target.addEventListener(type, run, { signal: ending.signal })
      on(window, 'online', () => listener('online'))
      on(window, 'offline', () => listener('offline'))
      on(window, 'pagehide', () => listener('hidden'))
      on(window, 'pageshow', (event) => {
        if ('persisted' in event && event.persisted === true) listener('restored')
      })
      on(document, 'visibilitychange', () => {
        if (document.visibilityState === 'visible') listener('visible')
      })
      return () => ending.abort()
    },
  }
}

const noPage: PageSignals = { isOnline: () => true, isVisible: () => true, subscribe: () => () => undefined }

/** The browser's page, or silence where there is no browser. */
export function currentPage(): PageSignals {
  if (typeof window === 'undefined' || typeof document === 'undefined') return noPage
  return createPageSignals({ window, document, navigator })
}
