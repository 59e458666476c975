import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { encodeAwareness } from '../src/room/frames.ts'
import { inviteBystanders } from './support/bystanders.ts'
import { startMeasuredServer } from './support/child-server.ts'
import { useFixture } from './support/fixture.ts'
import { createRandom } from './support/random.ts'
import { frameOf, opcode } from './support/raw-frames.ts'
import { openRaw, startRaw } from './support/raw-upgrade.ts'
import { loopDelayOf, readMetric } from './support/server-metrics.ts'
import { until } from './support/until.ts'
import { ticketSecret } from './support/world.ts'

const { continuation, text, binary, close, ping } = opcode
const nothing = new Uint8Array()
const some = new Uint8Array([99])
const bytesOf = (...parts: (Uint8Array | readonly number[])[]) => Uint8Array.from(parts.flatMap((part) => [...part]))
const closing = (code: number, reason = nothing) => frameOf(close, bytesOf([code >> 8, code & 255], reason))
const repeat = (count: number, frame: Uint8Array) => bytesOf(...Array.from({ length: count }, () => frame))
const open = { isLast: false } as const
const unlimited = { perSecond: 1e9, burst: 1e9 }

/** What a client sends after its handshake, and the codes with which that may end; 0: without any. */
const rows: [name: string, codes: readonly number[], bytes: Uint8Array][] = [
  ...[1, 2, 4, 7].map((bits): (typeof rows)[number] => [
    `a frame with reserved bits ${bits}`,
    [1002],
    frameOf(binary, some, { reservedBits: bits }),
  ]),
  ...[3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map((kind): (typeof rows)[number] => [
    `opcode ${kind}`,
    [1002],
    frameOf(kind, some),
  ]),
  ['an unmasked frame', [1002], frameOf(binary, some, { isMasked: false })],
  ['a ping in fragments', [1002], frameOf(ping, some, open)],
  ['a ping of 126 bytes', [1002], frameOf(ping, new Uint8Array(126))],
  ['a continuation of nothing', [1002], frameOf(continuation, some)],
  ['a message inside a message', [1002], bytesOf(frameOf(binary, some, open), frameOf(binary, some))],
  ['a length of 2^63', [1002, 1009], bytesOf([0x82, 0xff, 0x80], new Uint8Array(11))],
  ['a length of 2^53', [1002, 1009], bytesOf([0x82, 0xff, 0, 0x20], new Uint8Array(10))],
  ['a length of 2 MiB and one', [1009], bytesOf([0x82, 0xff, 0, 0, 0, 0, 0, 0x20, 0, 1, 0, 0, 0, 0])],
  ['a hundred fragments', [1008], bytesOf(frameOf(binary, some, open), repeat(100, frameOf(continuation, some, open)))],
  [
    'a hundred empty fragments',
    [1008],
    bytesOf(frameOf(binary, nothing, open), repeat(100, frameOf(0, nothing, open))),
  ],
  [
    'fragments that add up to more than a message',
    [1009],
    bytesOf(frameOf(binary, new Uint8Array(2 ** 20), open), frameOf(continuation, new Uint8Array(2 ** 20 + 1), open)),
  ],
  [
    'pings without end inside a message without end',
    [4529, 0],
    bytesOf(frameOf(binary, some, open), repeat(1_000, frameOf(ping, some))),
  ],
  ...[0, 999, 1004, 1005, 1006, 1015, 1100, 2999, 5000, 65_535].map((code): (typeof rows)[number] => [
    `close code ${code}`,
    [1002],
    closing(code),
  ]),
  ['half a close code', [1002], frameOf(close, some)],
  ['a close reason that is no UTF-8', [1007], closing(1000, new Uint8Array([0xff, 0xfe]))],
  ['an end, and more behind it', [1000], bytesOf(closing(1000), repeat(100, frameOf(binary, some)))],
  ['text', [1003], frameOf(text, new TextEncoder().encode('hello'))],
  ['text that is no UTF-8', [1003, 1007], frameOf(text, new Uint8Array([0xff, 0xfe]))],
  ['messages of no bytes', [1007], repeat(2, frameOf(binary, nothing))],
  ['64 KiB of strange ids', [1009], frameOf(binary, new Uint8Array([1, 0x81, 0x80, 4, ...new Uint8Array(65_537)]))],
  ['thousands of empty messages about presence', [4529], repeat(2_500, frameOf(binary, encodeAwareness([])))],
  ['HTTP', [1002], new TextEncoder().encode('GET / HTTP/1.1\r\nHost: x\r\n\r\n')],
]

describe('abuse of frames', () => {
  const fixture = useFixture()

  /** `maxHandshakeMs`: the first handshake of a server takes seconds where the machine is busy. */
  async function scene({ maxHandshakeMs = 10_000 } = {}) {
    const settings = { handshakeRate: unlimited, addressHandshakeRate: unlimited, maxHandshakeMs }
    const server = await startMeasuredServer(fixture.database.url, ticketSecret, settings)
    const port = Number(new URL(server.httpUrl).port)
    const [documentId, elsewhere] = [await fixture.world.addDocument(), await fixture.world.addDocument()]
    const eve = await fixture.world.addPerson('Eve')
    const others = await inviteBystanders(fixture, server, [documentId, elsewhere])
    const ticket = () => fixture.world.ticket(eve, documentId)
    const enter = async () => openRaw(port, `/sync/v1/${documentId}?ticket=${await ticket()}`)
    await others.goOn()
    return { server, port, documentId, others, ticket, enter, before: await server.readVitals() }
  }

  /** Nothing stayed of whoever came, and the others have everything. */
  async function expectAsBefore({ server, others, before }: Awaited<ReturnType<typeof scene>>) {
    await others.goOn()
    await others.expectStored()
    const maxOpen = (before.fileDescriptors ?? Infinity) + 12
    await until('no socket is left', async () => (await readMetric(server, 'process_open_fds')) <= maxOpen, 30_000)
    const { connections, sockets, heapBytes } = await until('nobody is left', async () => {
      const vitals = await server.readVitals()
      return vitals.sockets <= before.sockets ? vitals : undefined
    })
    expect([connections, sockets]).toEqual([before.connections, before.sockets])
    expect(heapBytes - before.heapBytes).toBeLessThan(16 * 2 ** 20)
  }

  it('V2 every broken frame ends its connection and no other, within 50 ms of the event loop', async () => {
    const s = await scene()
    for (const [name, codes, bytes] of rows) {
      const delayMs = await loopDelayOf(s.server, 50, async () => {
        const raw = await s.enter()
        raw.socket.write(bytes)
        await until(`${name} is answered`, () => raw.closeCode ?? raw.isGone)
        expect(codes, name).toContain(raw.closeCode ?? 0)
        raw.socket.destroy()
      })
      expect(delayMs, name).toBeLessThan(50)
    }
    await expectAsBefore(s)
  }, 120_000)

  it('W1 offers of compression are declined, and half a handshake of any kind ends', async () => {
    const s = await scene({ maxHandshakeMs: 6_000 })
    const key = randomBytes(16).toString('base64')
    const upgrade = `Host: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\n`
    const path = `/sync/v1/${s.documentId}?ticket=${await s.ticket()}`
    const offer = 'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=15'
    const talk = async (bytes: string | Uint8Array) => {
      const socket = connect(s.port, '127.0.0.1')
      let answer = ''
      let isGone = false
      socket.on('error', () => undefined)
      socket.on('close', () => {
        isGone = true
      })
      socket.on('data', (chunk) => {
        answer += chunk.toString('latin1')
      })
      socket.write(bytes)
      await until('it is answered or ended', () => answer.includes('\r\n\r\n') || isGone)
      socket.destroy()
      return answer.split('\r\n\r\n')[0] ?? ''
    }
    const accepted = await talk(`GET ${path} HTTP/1.1\r\n${upgrade}${offer}\r\n\r\n`)
    expect([accepted.startsWith('HTTP/1.1 101'), /extensions/i.test(accepted)]).toEqual([true, false])
    for (const bytes of [
      `GET ${path} HTTP/1.1\r\n${upgrade}X-Large: ${'x'.repeat(100_000)}\r\n\r\n`,
      `GET ${path} HTTP/1.1\r\n${'X: y\r\n'.repeat(5_000)}${upgrade}\r\n`,
      `GET ${path} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n`,
      `GET ${path} HTTP/1.1\r\n${upgrade}Sec-WebSocket-Version: 7\r\n\r\n`,
      `POST ${path} HTTP/1.1\r\n${upgrade}Sec-WebSocket-Version: 13\r\n\r\n`,
      `GET ${path} HTTP/1.1\r\n${upgrade}`,
      new Uint8Array([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]),
      '\0'.repeat(1_000),
    ]) {
      expect(await talk(bytes)).not.toContain(' 101 ')
    }
    await expectAsBefore(s)
  }, 60_000)

  it('V2 floods of random bytes after the handshake end their connections, seed printed', async () => {
    const s = await scene()
    const random = createRandom()
    for (let round = 0; round < 60; round++) {
      const raw = await s.enter()
      for (let i = 0; i < 4; i++) raw.socket.write(random.bytes(1 + random.below(3_000)))
      if (round % 3 === 0) raw.socket.resetAndDestroy()
      else if (round % 3 === 1) raw.socket.end()
      else raw.socket.destroy()
      if (round % 20 === 0) await s.others.goOn()
    }
    await expectAsBefore(s).catch((cause: unknown) => {
      throw new Error(`seed ${random.seed}`, { cause })
    })
  }, 60_000)

  it('L4 hundreds of sockets that say nothing and read nothing are gone after the time of a handshake', async () => {
    const s = await scene({ maxHandshakeMs: 6_000 })
    const idle = Array.from({ length: 300 }, () =>
      connect(s.port, '127.0.0.1')
        .on('error', () => undefined)
        .pause(),
    )
    const half = Array.from({ length: 200 }, () => startRaw(s.port, `/sync/v1/${s.documentId}`).pause())
    await s.others.goOn()
    await expectAsBefore(s)
    for (const socket of [...idle, ...half]) socket.destroy()
  }, 60_000)
})
