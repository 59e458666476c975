import { schemaVersion } from '@duplex/protocol'
import type { FetchTicket, TicketAnswer } from '@duplex/protocol/client'
import { isApiError } from '../api/api-error.ts'
import { request } from '../api/request.ts'
import type { DocumentWires } from './document-wires.ts'

type Ticket = { url: string; protocols: string[] }

type Refusal = Extract<TicketAnswer, { kind: 'refused' }>

/** Answers that say what to do next; anything else is thrown and tried again by the connection. */
const refusals: Record<string, Refusal['cause']> = {
  'signed-out': 'signedOut',
  'not-found': 'notFound',
  forbidden: 'forbidden',
  'in-trash': 'deleted',
  'schema-too-old': 'schemaTooOld',
  'storage-away': 'storageAway',
}

/** What a failed request means for the connection; undefined where that is not known. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (!isApiError(error)) return undefined
  const cause = refusals[error.code]
  if (cause !== undefined) return { kind: 'refused', cause }
  const isBusy = error.status === 429 || error.status === 503
  if (!isBusy || error.retryAfterSeconds === undefined) return undefined
  return { kind: 'refused', cause: 'overloaded', retryAfterMs: error.retryAfterSeconds * 1000 }
}

export function createTicketFetcher(documentId: string, wires: Pick<DocumentWires, 'chaos' | 'fetch'>): FetchTicket {
  const path = `/api/v1/documents/${documentId}/ticket`
  return async ({ signal }) => {
    await wires.chaos()
    try {
      const { fetch } = wires
      const { url, protocols } = await request<Ticket>(path, { method: 'POST', body: { schemaVersion }, signal, fetch })
      // The API names the place where all documents have their sockets.
      return { kind: 'ticket', url: `${url}/${documentId}`, protocols }
    } catch (error) {
      const refusal = refusalOf(error)
      if (refusal === undefined) throw error
      return refusal
    }
  }
}
