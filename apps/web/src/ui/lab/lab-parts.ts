import { carryByWebSocket, type FetchTicket, type TransportName, transportNames } from '@duplex/protocol/client'
import { request } from '../api/request.ts'
import { createTicketFetcher } from '../document/ticket-fetcher.ts'
import { takeAnyPlace, takeBrowserPlace } from './engine/places.ts'
import type { RunParts } from './engine/run.ts'

const path = '/api/v1/me/lab-documents'

export type LabDocument = { id: string }

export async function makeLabDocuments(titles: readonly string[], signal?: AbortSignal): Promise<LabDocument[]> {
  const { items } = await request<{ items: LabDocument[] }>(path, { method: 'POST', body: { titles }, signal })
  return items
}

/** Also while the page is being closed. What is left where this fails goes with the next run, whoever makes it. */
export async function removeLabDocuments(): Promise<void> {
  await fetch(path, { method: 'DELETE', keepalive: true }).catch(() => undefined)
}

/** Tickets come over the network as it is: what a run does to it, it does to its own wires. */
export function ticketsFor(documentId: string): FetchTicket {
  return createTicketFetcher(documentId, { fetch: (...asked) => fetch(...asked), chaos: async () => undefined })
}

/** Protocols that send any number of requests over one connection. */
const manyOnOne = ['h2', 'h3']

/** The protocol under this very page, as the browser names it: http/1.1, h2 or h3. */
export function readPageProtocol(): string {
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
  return navigation?.nextHopProtocol ?? ''
}

/** Whether requests to `syncUrl` share one connection, as far as a page can know: of another origin it is not told. */
function sharesConnection(syncUrl: string): boolean {
  const isSameOrigin = new URL(syncUrl).host === window.location.host
  return isSameOrigin && manyOnOne.includes(readPageProtocol())
}

/** A run in this browser, against the server that the page came from. */
export function createBrowserParts(titleOf: (wire: TransportName) => string): RunParts {
  let syncUrl = ''
  return {
    makeDocuments: async (signal) => {
      const documents = await makeLabDocuments(transportNames.map(titleOf), signal)
      const ids = transportNames.map((name, i) => [name, documents[i]?.id ?? ''])
      const answer = await ticketsFor(documents[0]?.id ?? '')({ signal })
      if (answer.kind === 'ticket') syncUrl = answer.url
      return Object.fromEntries(ids) as Record<TransportName, string>
    },
    removeDocuments: removeLabDocuments,
    ticketsFor,
    wires: { openSocket: carryByWebSocket(WebSocket), fetch: (...asked) => fetch(...asked) },
    takePlace: (signal) => (sharesConnection(syncUrl) ? takeAnyPlace(signal) : takeBrowserPlace(signal)),
  }
}
