import { isIP } from 'node:net'
import { z } from 'zod'

/** Whose word about the client's address counts: nobody's, the last `hops` proxies', or those in these networks. */
export type TrustedProxies =
  | { kind: 'none' }
  | { kind: 'hops'; hops: number }
  | { kind: 'networks'; networks: readonly Network[] }

export type Network = { address: string; prefix: number; family: 'ipv4' | 'ipv6' }

const maxHops = 10

/** `TRUSTED_PROXIES`: absent or 0, a number of proxies, or a comma list of addresses and CIDR networks. */
export const trustedProxiesSchema = z
  .string()
  .default('0')
  .transform((text, context): TrustedProxies => {
    if (/^\d{1,2}$/.test(text.trim())) {
      const hops = Number(text)
      if (hops <= maxHops) return hops === 0 ? { kind: 'none' } : { kind: 'hops', hops }
    }
    const networks = text.split(',').map((part) => readNetwork(part.trim()))
    if (networks.every((network) => network !== undefined)) return { kind: 'networks', networks }
    context.addIssue(`expected a number of proxies up to ${maxHops}, or a comma list of networks like 10.0.0.0/8`)
    return z.NEVER
  })

function readNetwork(text: string): Network | undefined {
  const [address = '', prefixText, ...rest] = text.split('/')
  const version = isIP(address)
  if (version === 0 || rest.length > 0) return undefined
  const maxPrefix = version === 4 ? 32 : 128
  if (prefixText !== undefined && !/^\d{1,3}$/.test(prefixText)) return undefined
  const prefix = prefixText === undefined ? maxPrefix : Number(prefixText)
  return prefix <= maxPrefix ? { address, prefix, family: version === 4 ? 'ipv4' : 'ipv6' } : undefined
}
