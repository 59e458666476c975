import type { IncomingMessage } from 'node:http'
import { resolveClientAddress, type TrustedProxies, toAddressBlock } from '@duplex/protocol/server'

/** Where a client is, for limits. All whose address a proxy did not tell share one place. */
export function readPlace({ headers, socket }: IncomingMessage, trustedProxies: TrustedProxies): string {
  const forwardedFor = [headers['x-forwarded-for']].flat().join(',') || undefined
  const address = resolveClientAddress(socket.remoteAddress, forwardedFor, trustedProxies)
  return address === undefined ? 'unknown' : toAddressBlock(address)
}
