import { describe, expect, test } from 'vitest'
import { type Audit, isSameCount } from './audit.ts'
import { frameHeaderBytes, nothingCounted } from './page-count.ts'

const server = { requests: 1, bytesIn: 0, bytesOut: 0, framesIn: 0, framesOut: 0, messagesIn: 4, messagesOut: 6 }
const page = { ...nothingCounted, requests: 1, messagesUp: 4, messagesDown: 6, bytesUp: 100, bytesDown: 200 }

describe('page and server', () => {
  const socket: Audit = {
    server: { ...server, bytesIn: 500 + 100 + 6, bytesOut: 160 + 200 + 2, framesIn: 5, framesOut: 7 },
    page,
    requestsBefore: 1,
    handshake: { up: 500, down: 160 },
  }

  test('agree on a WebSocket where its handshake, its frames, a ping and a pong make up all its bytes', () => {
    expect(isSameCount(socket)).toBe(true)
    for (const name of ['bytesIn', 'bytesOut', 'messagesIn', 'messagesOut'] as const) {
      expect(isSameCount({ ...socket, server: { ...socket.server, [name]: socket.server[name] + 1 } }), name).toBe(
        false,
      )
    }
  })

  const visit: Audit = {
    server: { ...server, requests: 20, bytesIn: 9_000, bytesOut: 7_000 },
    page: { ...page, requests: 21 },
    requestsBefore: 19,
    handshake: undefined,
  }

  test('agree on requests where their messages are the same and the heads come on top of their bodies', () => {
    expect(isSameCount(visit)).toBe(true)
    const changes = [{ requests: 17 }, { requests: 22 }, { bytesIn: 100 }, { bytesOut: 200 }, { messagesOut: 7 }]
    for (const change of changes) expect(isSameCount({ ...visit, server: { ...visit.server, ...change } })).toBe(false)
  })
})

test('a frame has two bytes of header, more where it is long, and four of mask from a client', () => {
  const sizes = [0, 125, 126, 65_535, 65_536]
  expect(sizes.map((size) => frameHeaderBytes(size, 'down'))).toEqual([2, 2, 4, 4, 10])
  expect(sizes.map((size) => frameHeaderBytes(size, 'up'))).toEqual([6, 6, 8, 8, 14])
})
