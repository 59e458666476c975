import type { WireLog } from '@duplex/protocol/wire'
import { watchRequests } from '../api/seen-requests.ts'

/** What asks for data, rather than for a part of the page. */
const asking = new Set(['fetch', 'xmlhttprequest', 'beacon', 'navigation'])

/**
 * Tells the log of the page's HTTP requests: method and status from the page's own requests, protocol, time and bytes
 * from the browser, which also remembers those that were made before. Returns the function that ends it.
 */
export function watchPageRequests(log: WireLog): () => void {
  let ids = 0
  const add = (method: string, url: string, startedAt: number, endedAt: number, status: number | undefined) =>
    log.onRequest({
      id: ++ids,
      carriageId: undefined,
      purpose: 'page',
      method,
      url,
      startedAt,
      endedAt,
      status,
      sentBytes: 0,
      answerBytes: 0,
    })
  const stopWatching = watchRequests(({ method, path, startedAt, endedAt, status }) =>
    add(method, path, startedAt, endedAt, status),
  )
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as PerformanceResourceTiming[]) {
      if (!asking.has(entry.initiatorType)) continue
      const startedAt = performance.timeOrigin + entry.startTime
      const { nextHopProtocol: protocol, duration: durationMs, transferSize: transferBytes } = entry
      const url = new URL(entry.name).pathname
      const timing = { protocol, durationMs, transferBytes }
      if (log.onTiming(url, startedAt, timing)) continue
      add(
        entry.initiatorType === 'navigation' ? 'GET' : '',
        url,
        startedAt,
        startedAt + durationMs,
        entry.responseStatus || undefined,
      )
      log.onTiming(url, startedAt, timing)
    }
  })
  for (const type of ['navigation', 'resource']) observer.observe({ type, buffered: true })
  return () => {
    stopWatching()
    observer.disconnect()
  }
}
