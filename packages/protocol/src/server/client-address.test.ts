import { describe, expect, test } from 'vitest'
import { resolveClientAddress, toAddressBlock } from './client-address.ts'
import { type TrustedProxies, trustedProxiesSchema } from './trusted-proxies.ts'

const none: TrustedProxies = { kind: 'none' }
const oneHop: TrustedProxies = { kind: 'hops', hops: 1 }
const twoHops: TrustedProxies = { kind: 'hops', hops: 2 }
const networks = trustedProxiesSchema.parse('10.0.0.0/8, 2001:db8::/32')

describe('the address of a client', () => {
  test.each([
    ['without trusted proxies is the peer', none, '203.0.113.9', undefined, '203.0.113.9'],
    ['without trusted proxies ignores one forged value', none, '203.0.113.9', '6.6.6.6', '203.0.113.9'],
    ['without trusted proxies ignores two forged values', none, '203.0.113.9', '6.6.6.6, 7.7.7.7', '203.0.113.9'],
    ['behind one proxy is what the proxy wrote', oneHop, '10.0.0.1', '198.51.100.7', '198.51.100.7'],
    ['behind one proxy ignores what the client wrote', oneHop, '10.0.0.1', '6.6.6.6, 198.51.100.7', '198.51.100.7'],
    [
      'behind two proxies is what the first wrote',
      twoHops,
      '10.0.0.1',
      '6.6.6.6, 198.51.100.7, 10.0.0.2',
      '198.51.100.7',
    ],
    ['that came past a proxy is the peer', twoHops, '203.0.113.9', '6.6.6.6', '203.0.113.9'],
    ['in no trusted network is the peer', networks, '203.0.113.9', '6.6.6.6', '203.0.113.9'],
    [
      'is the rightmost that no trusted proxy has',
      networks,
      '10.0.0.1',
      '6.6.6.6, 198.51.100.7, 10.1.1.1',
      '198.51.100.7',
    ],
    ['is read over IPv6 proxies', networks, '2001:db8::1', '198.51.100.7', '198.51.100.7'],
    ['is unknown where a proxy wrote nonsense', networks, '10.0.0.1', '6.6.6.6, nonsense', undefined],
    ['is IPv4 where the socket maps it', none, '::ffff:203.0.113.9', undefined, '203.0.113.9'],
    ['is unknown without a peer', none, undefined, '6.6.6.6', undefined],
  ])('%s', (_, trusted, peer, forwarded, expected) => {
    expect(resolveClientAddress(peer, forwarded, trusted)).toBe(expected)
  })

  test('counts as the /64 of an IPv6 customer', () => {
    expect(toAddressBlock('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64')
    expect(toAddressBlock('2001:db8::6')).toBe('2001:db8:0:0::/64')
    expect(toAddressBlock('::1')).toBe('0:0:0:0::/64')
    expect(toAddressBlock('198.51.100.7')).toBe('198.51.100.7')
  })
})
