import type { IncomingMessage } from 'node:http'
import type { ProbeRequestKind, SeenRequest } from '@duplex/protocol'

const words = ['upgrade', 'close', 'keep-alive'] as const
/** Of what is told back; an origin is far shorter. */
const maxOriginLength = 200

/** How a request looks after all that is between the browser and here. */
export function toSeenRequest(
  kind: ProbeRequestKind,
  { headers, httpVersion }: IncomingMessage,
  allowedOrigins: ReadonlySet<string>,
): SeenRequest {
  const { origin, connection, upgrade } = headers
  const forwarded = [headers['x-forwarded-for']].flat().join(',').split(',')
  return {
    kind,
    httpVersion,
    hasUpgrade: upgrade?.toLowerCase() === 'websocket',
    connection: toWord(connection),
    origin: origin?.slice(0, maxOriginLength),
    isOriginAllowed: origin === undefined || allowedOrigins.has(origin),
    forwardedCount: forwarded.filter((address) => address.trim() !== '').length,
  }
}

function toWord(connection: string | undefined): SeenRequest['connection'] {
  if (connection === undefined || connection.trim() === '') return 'none'
  const said = connection
    .toLowerCase()
    .split(',')
    .map((word) => word.trim())
  return words.find((word) => said.includes(word)) ?? 'other'
}
