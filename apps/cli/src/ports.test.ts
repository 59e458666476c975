import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { findFreePort, requireFreePort } from './ports.ts'

describe('ports', () => {
  const servers: Server[] = []
  const listenOn = async (host: string) => {
    const server = createServer().listen(0, host)
    servers.push(server)
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }
  afterEach(() => {
    for (const server of servers.splice(0)) server.close()
  })

  it('sees a stranger on the same address', async () => {
    const port = await listenOn('127.0.0.1')
    await expect(requireFreePort(port, '127.0.0.1', 'WEB_PORT')).rejects.toThrow(`Port ${port} is taken`)
  })

  it('sees a stranger on every address', async () => {
    const port = await listenOn('0.0.0.0')
    await expect(requireFreePort(port, '127.0.0.1', 'WEB_PORT')).rejects.toThrow('set WEB_PORT to another port')
  })

  it('says when the host is not an address of this machine', async () => {
    await expect(requireFreePort(23_399, '192.0.2.1', 'WEB_PORT')).rejects.toThrow(
      'HOST=192.0.2.1 is not an address of this machine (EADDRNOTAVAIL).',
    )
  })

  it('finds the next port that is free', async () => {
    const taken = await listenOn('127.0.0.1')
    expect(await findFreePort(taken)).toBeGreaterThan(taken)
  })
})
