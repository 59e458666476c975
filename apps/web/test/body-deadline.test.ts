import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { limitBodies } from '../src/server/network/body-deadline.ts'

limitBodies({ usualMs: 100, streamMs: 600, isStream: (url) => url === '/stream', lingerMs: 50 })

/** Sends half a body, and answers with the ms after which the connection was broken. */
async function sendHalf(path: string): Promise<number> {
  const server = createServer((incoming, outgoing) => {
    incoming.resume().on('end', () => outgoing.end())
    if (path === '/early') outgoing.end('no')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const startedAt = performance.now()
  const sending = request({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', path, method: 'POST' })
  sending.on('error', () => undefined)
  sending.on('response', (response) => response.resume())
  sending.write('half')
  await new Promise((resolve) => sending.on('close', resolve))
  return performance.now() - startedAt
}

test('a body has its time, and a stream has another', async () => {
  const [usual, stream] = await Promise.all([sendHalf('/'), sendHalf('/stream')])
  expect(usual).toBeGreaterThanOrEqual(95)
  expect(usual).toBeLessThan(500)
  expect(stream).toBeGreaterThanOrEqual(595)
})

test('a body that was answered before it ended is not read for ever', async () => {
  expect(await sendHalf('/early')).toBeLessThan(500)
})
