import type { IncomingMessage } from 'node:http'
import { ticketProtocolPrefix } from '@duplex/protocol'
import type { TrustedProxies } from '@duplex/protocol/server'
import { z } from 'zod'
import type { Application } from '../connection/admission.ts'
import { readPlace } from './client-place.ts'

const path = /^\/sync\/v1\/([^/]+)$/
const documentIdSchema = z.uuid()

export type UpgradeRequest =
  | ({ readonly kind: 'valid' } & Application)
  | { readonly kind: 'invalid'; readonly status: 403 | 404 }

type Believed = { readonly allowedOrigins: ReadonlySet<string>; readonly trustedProxies: TrustedProxies }

/**
 * Reads GET /sync/v1/{documentId}. A page of a foreign origin is refused before anything else is looked at; a client
 * without an Origin is no browser and needs a ticket like everybody.
 */
export function readUpgradeRequest(
  request: IncomingMessage,
  { allowedOrigins, trustedProxies }: Believed,
): UpgradeRequest {
  const { origin } = request.headers
  if (origin !== undefined && !allowedOrigins.has(origin)) return { kind: 'invalid', status: 403 }
  const [pathname = '', query] = (request.url ?? '').split('?', 2)
  const documentId = documentIdSchema.safeParse(path.exec(pathname)?.[1])
  if (!documentId.success) return { kind: 'invalid', status: 404 }
  return {
    kind: 'valid',
    documentId: documentId.data.toLowerCase(),
    jwt: readTicketText(request, query),
    address: readPlace(request, trustedProxies),
    traceParent: request.headers.traceparent,
  }
}

/** From the subprotocol list, so that it is in no URL; from the query for clients that cannot set one. */
function readTicketText(request: IncomingMessage, query: string | undefined): string | undefined {
  const offered = request.headers['sec-websocket-protocol']?.split(',').map((name) => name.trim())
  const ticket = offered?.find((name) => name.startsWith(ticketProtocolPrefix))
  return ticket?.slice(ticketProtocolPrefix.length) ?? new URLSearchParams(query).get('ticket') ?? undefined
}
