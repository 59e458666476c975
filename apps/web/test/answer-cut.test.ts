import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { findCut, makeAnswersCuttable } from '../src/server/network/answer-cut.ts'

/** Answers with more than any socket holds, and notes what a handler of Next.js would see. */
async function startServer() {
  const seen: Headers[] = []
  const server = createServer((request, response) => {
    seen.push(new Headers(Object.entries(request.headers).map(([name, value]) => [name, String(value)])))
    response.write('x'.repeat(64 * 1024 * 1024))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { seen, port: (server.address() as AddressInfo).port }
}

/** Asks, and reads nothing of the answer until `read`. */
function ask(port: number, path: string) {
  const socket = connect(port, '127.0.0.1')
  let isClosed = false
  socket
    .on('error', () => undefined)
    .on('close', () => {
      isClosed = true
    })
  socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nX-Duplex-Cut: forged\r\n\r\n`)
  onTestFinished(() => void socket.destroy())
  return { read: () => void socket.resume(), isClosed: () => isClosed }
}

test('a connection whose reader takes nothing can be ended by its request, and by nothing that a client makes up', async () => {
  makeAnswersCuttable('/stream')
  const { seen, port } = await startServer()
  const slow = ask(port, '/stream')
  await expect.poll(() => seen.length).toBe(1)
  expect(findCut(new Headers({ 'x-duplex-cut': 'forged' }))).toBeUndefined()
  findCut(seen[0] ?? new Headers())?.()
  slow.read()
  await expect.poll(slow.isClosed).toBe(true)
  expect(findCut(seen[0] ?? new Headers())).toBeUndefined()
})

test('other paths are left alone', async () => {
  makeAnswersCuttable('/stream')
  const { seen, port } = await startServer()
  ask(port, '/streams')
  await expect.poll(() => seen.length).toBe(1)
  expect(seen[0]?.has('x-duplex-cut')).toBe(false)
})
