import type { UpdateTraces } from '@duplex/protocol/client'
import type { PageTraces } from './create-page-traces.ts'

/** What the page does is not to wait for longer for what only watches it. */
export const maxLoadingMs = 2_000

let ready: Promise<unknown> | undefined
let loaded: PageTraces | undefined

/**
 * From now on what the page does is traced. `share`: of the traces that begin here, so many are recorded, from 0 to 1.
 * Nothing that traces is in the page before somebody wants it; a page that cannot load it goes on without.
 */
export function startTraces(share: number, bring = () => import('./create-page-traces.ts')): void {
  const load = async () => {
    const { createPageTraces } = await bring()
    loaded = createPageTraces(share)
  }
  ready ??= Promise.race([load().catch(() => undefined), new Promise((resolve) => setTimeout(resolve, maxLoadingMs))])
}

/** A request as a span of which the server's is a part: `headers` get to say so. Waits a moment until that can be recorded. */
export async function traced(
  method: string,
  path: string,
  headers: Headers,
  go: () => Promise<Response>,
): Promise<Response> {
  await ready
  return await (loaded === undefined ? go() : loaded.request(method, path, headers, go))
}

/** For the connection of a document. Follows nothing while nothing is loaded. */
export function traceUpdates(documentId: string): UpdateTraces {
  return {
    sent: (bytes) => loaded?.sent(documentId, bytes),
    arrived: (trace, bytes) => loaded?.arrived(documentId, trace, bytes) ?? (() => undefined),
  }
}
