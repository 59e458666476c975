import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { refuseUpgrades } from '../src/server/network/refuse-upgrades.ts'

/** What a server like Next's does: it listens for upgrades, and leaves those it does not know alone. */
async function startServer() {
  const server = createServer((_, response) => response.end('ok'))
  server.on('upgrade', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, port: (server.address() as AddressInfo).port }
}

test('an upgrade is answered and its socket ended', async () => {
  refuseUpgrades()
  const { server, port } = await startServer()
  expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('ok')
  const headers = { Connection: 'Upgrade', Upgrade: 'websocket' }
  const status = await new Promise((resolve, reject) => {
    request({ port, host: '127.0.0.1', path: '/sync/v1/x', headers }, (response) => {
      response.resume()
      response.on('end', () => resolve(response.statusCode))
    })
      .on('error', reject)
      .end()
  })
  expect(status).toBe(400)
  await expect.poll(() => new Promise((resolve) => server.getConnections((_, n) => resolve(n)))).toBeLessThanOrEqual(1)
  server.closeAllConnections()
  server.close()
})
