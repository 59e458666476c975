import { schemaVersion } from '@duplex/protocol'
import type { FetchTicket, TicketAnswer } from '@duplex/protocol/client'
import { isApiError } from '../api/api-error.ts'
import { request } from '../api/request.ts'

type Ticket = { url: string; protocols: string[] }

/** Answers that no retry changes; anything else is thrown and tried again by the connection. */
const refusals: Record<string, Extract<TicketAnswer, { kind: 'refused' }>['cause']> = {
  'signed-out': 'signedOut',
  'not-found': 'notFound',
  forbidden: 'forbidden',
  'in-trash': 'deleted',
  'schema-too-old': 'schemaTooOld',
}

export function createTicketFetcher(documentId: string): FetchTicket {
  const path = `/api/v1/documents/${documentId}/ticket`
  return async ({ signal }) => {
    try {
      const { url, protocols } = await request<Ticket>(path, { method: 'POST', body: { schemaVersion }, signal })
      // The API names the place where all documents have their sockets.
      return { kind: 'ticket', url: `${url}/${documentId}`, protocols }
    } catch (error) {
      const cause = isApiError(error) ? refusals[error.code] : undefined
      if (cause === undefined) throw error
      return { kind: 'refused', cause }
    }
  }
}
