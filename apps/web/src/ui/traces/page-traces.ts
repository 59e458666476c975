import type { UpdateTraces } from '@duplex/protocol/client'
import type { PageTraces } from './create-page-traces.ts'

let loading: Promise<PageTraces | undefined> | undefined
let loaded: PageTraces | undefined

/** From now on what the page does is traced. `share`: of the traces that begin here, so many are recorded, from 0 to 1. */
export function startTraces(share: number): void {
  loading ??= load(share)
}

/** Nothing that traces is in the page before somebody wants it. A page that cannot load it goes on without. */
async function load(share: number): Promise<PageTraces | undefined> {
  try {
    const { createPageTraces } = await import('./create-page-traces.ts')
    loaded = createPageTraces(share)
    return loaded
  } catch {
    return undefined
  }
}

/** A request as a span of which the server's is a part: `headers` get to say so. Waits until that can be recorded. */
export async function traced(
  method: string,
  path: string,
  headers: Headers,
  go: () => Promise<Response>,
): Promise<Response> {
  if (loading === undefined) return await go()
  const traces = await loading
  return traces === undefined ? await go() : await traces.request(method, path, headers, go)
}

/** For the connection of a document. Follows nothing while nothing is loaded. */
export function traceUpdates(documentId: string): UpdateTraces {
  return {
    sent: (bytes) => loaded?.sent(documentId, bytes),
    arrived: (trace, bytes) => loaded?.arrived(documentId, trace, bytes) ?? (() => undefined),
  }
}
