import { schemaVersion } from '@duplex/protocol'
import type { FetchTicket, TicketAnswer } from '@duplex/protocol/client'
import { isApiError } from '../api/api-error.ts'
import { request } from '../api/request.ts'

type Ticket = { url: string; protocols: string[] }

type RefusalCause = Extract<TicketAnswer, { kind: 'refused' }>['cause']

/** Answers that say what to do next; anything else is thrown and tried again by the connection. */
const refusals: Record<string, RefusalCause> = {
  'signed-out': 'signedOut',
  'not-found': 'notFound',
  forbidden: 'forbidden',
  'in-trash': 'deleted',
  'schema-too-old': 'schemaTooOld',
  'storage-away': 'storageAway',
}

/** What a failed request means for the connection; undefined where that is not known. */
export function refusalOf(error: unknown): RefusalCause | undefined {
  return isApiError(error) ? refusals[error.code] : undefined
}

export function createTicketFetcher(documentId: string): FetchTicket {
  const path = `/api/v1/documents/${documentId}/ticket`
  return async ({ signal }) => {
    try {
      const { url, protocols } = await request<Ticket>(path, { method: 'POST', body: { schemaVersion }, signal })
      // The API names the place where all documents have their sockets.
      return { kind: 'ticket', url: `${url}/${documentId}`, protocols }
    } catch (error) {
      const cause = refusalOf(error)
      if (cause === undefined) throw error
      return { kind: 'refused', cause }
    }
  }
}
