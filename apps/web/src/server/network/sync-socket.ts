import { carryByWebSocket, type OpenCarrier } from '@duplex/protocol/client'
import type { TrustedProxies } from '@duplex/protocol/server'
import { WebSocket } from 'ws'

/**
 * How this process opens a WebSocket where it is a client for somebody at `address`. What sync believes of addresses, it
 * believes of this process as well: web stands where the nearest proxy does.
 */
export function openSyncSocketFor(address: string | undefined, trusted: TrustedProxies): OpenCarrier {
  const forwarded = address === undefined ? undefined : toForwardedFor(address, trusted)
  const headers = forwarded === undefined ? {} : { 'X-Forwarded-For': forwarded }
  class SyncSocket extends WebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols, { headers, perMessageDeflate: false })
    }
  }
  return carryByWebSocket(SyncSocket)
}

/** As long as sync expects the chain of its proxies to be; undefined where it believes nobody. */
function toForwardedFor(address: string, trusted: TrustedProxies): string | undefined {
  switch (trusted.kind) {
    case 'none':
      return undefined
    case 'hops':
      return Array<string>(trusted.hops).fill(address).join(', ')
    case 'networks':
      return address
  }
}
