import { BlockList, isIP } from 'node:net'
import type { TrustedProxies } from './trusted-proxies.ts'

/**
 * The address that a request came from, as far as it can be believed.
 *
 * The chain is the forwarded addresses followed by the peer of the socket. Each proxy appends the address it saw, so
 * only the part that trusted proxies wrote is read, from the right; whatever a client wrote itself stands to the left
 * of that and never counts. Undefined where nothing is known.
 */
export function resolveClientAddress(
  peer: string | undefined,
  forwardedFor: string | undefined,
  trusted: TrustedProxies,
): string | undefined {
  const peerAddress = toPlainAddress(peer)
  if (peerAddress === undefined || trusted.kind === 'none' || forwardedFor === undefined) return peerAddress
  const chain = [...forwardedFor.split(',').map((part) => part.trim()), peerAddress]
  if (trusted.kind === 'hops') {
    // A chain shorter than configured did not pass every proxy: its left end may be anything.
    const candidate = chain[chain.length - 1 - trusted.hops]
    return toPlainAddress(candidate) ?? peerAddress
  }
  const networks = toBlockList(trusted)
  for (let i = chain.length - 1; i >= 0; i--) {
    const address = toPlainAddress(chain[i])
    if (address === undefined) return undefined
    if (!isIn(networks, address)) return address
  }
  return toPlainAddress(chain[0])
}

/** One client's share of limits: an IPv4 address, or the /64 that an IPv6 customer gets as a whole. */
export function toAddressBlock(address: string): string {
  if (isIP(address) !== 6) return address
  return `${expandIpv6(address).slice(0, 4).join(':')}::/64`
}

function toPlainAddress(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(text)
  const address = (mapped?.[1] ?? text).replace(/%.*$/, '')
  return isIP(address) === 0 ? undefined : address.toLowerCase()
}

function toBlockList(trusted: TrustedProxies & { kind: 'networks' }): BlockList {
  const list = new BlockList()
  for (const { address, prefix, family } of trusted.networks) list.addSubnet(address, prefix, family)
  return list
}

function isIn(list: BlockList, address: string): boolean {
  return list.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6')
}

function expandIpv6(address: string): string[] {
  const [head = '', tail] = address.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length)
  return [...left, ...Array<string>(zeros).fill('0'), ...right].map((group) => Number.parseInt(group, 16).toString(16))
}
