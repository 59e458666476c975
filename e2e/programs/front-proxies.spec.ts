import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { resolveClientAddress, trustedProxiesSchema } from '@duplex/protocol/server'
import { findLowPort } from '../stack/ports.ts'
import { expect, test } from './fixtures.ts'
import { ProxyProcess } from './proxies/proxy-process.ts'
import { readRecipe } from './proxies/recipes.ts'

const page = readFileSync(path.resolve(import.meta.dirname, '../../docs/operations/docker.md'), 'utf8')
/** The example of the document: who stands in front, and how many proxies there are then. */
const [, network = '', hops = ''] = /^DUPLEX_FRONT_PROXIES=(\S+)\nDUPLEX_PROXY_HOPS=(\d+)$/m.exec(page) ?? []

const here = '127.0.0.1'
const client = '203.0.113.7'

/** Whom a server behind the composition's proxy sees, that is told of `trusted` proxies, when this machine forwards `client`. */
async function seenBehind(frontProxies: string, trusted: string, file: string): Promise<string | undefined> {
  let seen: IncomingMessage | undefined
  const server = createServer((request, response) => {
    seen = request
    response.end()
  }).listen(0, here)
  await once(server, 'listening')
  const port = await findLowPort()
  const behind = (server.address() as AddressInfo).port
  const recipe = readRecipe('caddy', { port, web: behind, sync: behind })
  const environment = { ...recipe.environment, DUPLEX_FRONT_PROXIES: frontProxies }
  const proxy = await ProxyProcess.start({ ...recipe, environment }, port)
  try {
    const answer = await fetch(`http://${here}:${port}${file}`, { headers: { 'x-forwarded-for': client } })
    await answer.arrayBuffer()
    const forwarded = String(seen?.headers['x-forwarded-for'])
    return resolveClientAddress(seen?.socket.remoteAddress, forwarded, trustedProxiesSchema.parse(trusted))
  } finally {
    await proxy.stop()
    server.close()
  }
}

for (const [what, file] of [
  ['web', '/'],
  ['sync', '/sync/v1/probe'],
] as const) {
  test(`${what} believes a proxy before the composition's about a client's address where it is named`, async () => {
    expect(network).toContain('10.0.0.2')
    expect(await seenBehind(network.replace('10.0.0.2', here), hops, file)).toBe(client)
  })

  test(`${what} believes nobody else about it`, async () => {
    expect(await seenBehind(network, '1', file)).toBe(here)
  })
}
