import { randomBytes } from 'node:crypto'
import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import { resolveClientAddress, type TrustedProxies } from '@duplex/protocol/server'

/**
 * Handlers of Next.js see headers, never the socket, and Next fills `x-forwarded-for` only where the client left it
 * out. So every request is stamped with the address we vouch for before Next sees it. The stamp starts with a secret
 * of this process: a header of the same name from outside, or from before the stamping began, counts for nothing.
 */
const stampHeader = 'x-duplex-client'
const stampKey = Symbol.for('duplex.client-stamp')

type StampHolder = { [stampKey]?: string }

/** Shared by the bundles that Next makes of one process. */
function stampSecret(): string {
  const holder = globalThis as StampHolder
  holder[stampKey] ??= randomBytes(16).toString('hex')
  return holder[stampKey]
}

/** Stamps every request that an HTTP server of this process receives from now on. */
export function stampRequests(trusted: TrustedProxies): void {
  subscribe('http.server.request.start', (message) => {
    const { request } = message as { request: IncomingMessage }
    const forwarded = request.headers['x-forwarded-for']
    const forwardedFor = Array.isArray(forwarded) ? forwarded.join(',') : forwarded
    request.headers[stampHeader] = toStamp(resolveClientAddress(request.socket.remoteAddress, forwardedFor, trusted))
  })
}

function toStamp(address: string | undefined): string {
  return `${stampSecret()} ${address ?? ''}`
}

/** The stamped address; undefined where there is no stamp of ours. */
export function readStampedAddress(headers: Headers): string | undefined {
  const [secret, address] = headers.get(stampHeader)?.split(' ') ?? []
  return secret === stampSecret() && address !== '' ? address : undefined
}
