import { describe, expect, test } from 'vitest'
import { type CarrierEvents, type ConnectionStatus, WireTap } from '../src/client/index.ts'
import { computeAccept, toExport, WireLog } from '../src/client/wire/index.ts'
import { readSight } from '../src/client/wire/sight.ts'
import {
  encodeAcknowledgement,
  encodeEnvelope,
  encodeNotice,
  encodeReport,
  encodeTrace,
  ticketProtocols,
} from '../src/index.ts'

const url = 'ws://sync.example/sync/v1/0198c0de-0000-7000-8000-000000000001'
const outbox = { safety: 'stored', unsent: 0, unstored: 0 } as const
const mine = 81

/** A tap on wires whose other end is the test's, and a log of it. */
function setScene() {
  let now = 1_000
  const sent: Uint8Array[] = []
  let events: CarrierEvents | undefined
  const answers: Response[] = []
  const tap = new WireTap(() => now)
  const wires = tap.wrap({
    openSocket: (_url, _protocols, next) => {
      events = next
      return { send: (message) => sent.push(message), close: () => next.onClose(1005, '') }
    },
    fetch: async () => answers.shift() ?? Response.error(),
  })
  const ignore = () => undefined
  const heard: Uint8Array[] = []
  const log = new WireLog({
    tap,
    isOwn: (client) => client === mine,
    interpret: (update) => [
      { kind: 'insert', client: update[0] ?? 0, clock: 0, length: 6, text: 'secret', place: undefined },
    ],
  })
  return {
    tap,
    log,
    sent,
    heard,
    answers,
    fetch: wires.fetch,
    open: () =>
      wires.openSocket(url, ticketProtocols('a.secret.ticket'), {
        onOpen: ignore,
        onMessage: (message) => heard.push(message),
        onClose: ignore,
      }),
    far: () => events as CarrierEvents,
    pass: (ms: number) => {
      now += ms
    },
  }
}

const updateOf = (client: number) => new Uint8Array([0, 2, 1, client])

describe('W7 the tap', () => {
  test('W7 changes nothing that passes, and counts frames as RFC 6455 has them', () => {
    const { tap, sent, heard, open, far } = setScene()
    const carrier = open()
    far().onOpen()
    for (const length of [125, 126, 65_536]) {
      carrier.send(new Uint8Array(length))
      far().onMessage(new Uint8Array(length))
    }
    expect([sent, heard].map((messages) => messages.map(({ length }) => length))).toEqual([
      [125, 126, 65_536],
      [125, 126, 65_536],
    ])
    const bytes = 125 + 126 + 65_536
    expect(tap.carriages[0]).toMatchObject({
      in: { messages: 3, bytes, headerBytes: 2 + 4 + 10 },
      out: { messages: 3, bytes, headerBytes: 6 + 8 + 14 },
    })
  })

  test('W7 W9 says of a trace which one it is', () => {
    const trace = new Uint8Array(24).map((_, i) => (i < 16 ? 0xab : 0xcd))
    expect(readSight(encodeTrace(trace), 0)).toEqual({ name: 'trace', traceId: 'ab'.repeat(16) })
    expect(readSight(encodeTrace(trace.subarray(1)), 0)).toEqual({ name: 'unknown', type: 106 })
  })

  test('W7 keeps no ticket, and of endings who said so', () => {
    const { tap, open, far } = setScene()
    open()
    far().onClose(4501, 'Access to the document changed.')
    open().close()
    expect(tap.carriages.map(({ end }) => [end?.code, end?.by])).toEqual([
      [4501, 'other'],
      [1005, 'page'],
    ])
    expect(JSON.stringify(tap.carriages)).not.toContain('secret')
  })

  test('W7 L5 tells each wait between attempts once, with the bounds of its delay', () => {
    const { tap, pass } = setScene()
    const waiting = (retryAt: number): ConnectionStatus => ({ kind: 'waiting', cause: 'abnormal', retryAt, outbox })
    for (const status of [waiting(1_100), waiting(1_100), waiting(1_700)]) tap.onStatus(status)
    tap.onStatus({ kind: 'live', role: 'editor', synced: true, storage: 'healthy', nodes: 'joined', outbox })
    pass(60_000)
    tap.onStatus(waiting(61_500))
    expect(tap.retries.map(({ attempt, delayMs, bounds }) => [attempt, delayMs, bounds])).toEqual([
      [1, 100, [0, 500]],
      [2, 700, [0, 1_000]],
      [1, 500, [0, 500]],
    ])
  })
})

describe('W7 the log', () => {
  test('W7 exports what this page wrote, and of others no text, no name and no title', async () => {
    const { log, open, far } = setScene()
    log.start()
    const carrier = open()
    far().onOpen()
    carrier.send(updateOf(mine))
    far().onMessage(updateOf(7))
    far().onMessage(encodeNotice({ kind: 'title', title: 'Merger with Acme' }))
    far().onMessage(encodeNotice({ kind: 'return', ticket: 'a.secret.ticket', lifeMs: 300_000 }))
    const presence = new TextEncoder().encode('{"user":{"name":"Ben Secretive"}}')
    far().onMessage(new Uint8Array([1, presence.length + 4, 1, 7, 1, presence.length, ...presence]))
    await Promise.resolve()
    const text = JSON.stringify(toExport(log, (client) => client === mine))
    expect(text.match(/"text":"secret"/g)).toHaveLength(1)
    expect(text).toContain('6 characters by somebody else')
    expect(text).not.toMatch(/Acme|Secretive|a\.secret\.ticket/)
    const kept = log.rows.map((row) => (row.kind === 'message' ? Buffer.from(row.head).toString() : ''))
    expect(`${JSON.stringify(log.rows)} ${kept}`).not.toContain('a.secret')
    expect(log.rows.map((row) => (row.kind === 'message' ? row.sight.name : row.kind))).toEqual([
      'handshake',
      'update',
      'update',
      'notice',
      'notice',
      'awareness',
    ])
  })

  test('W7 compares what both ends counted, at the moment that a report is about', () => {
    const { log, open, far } = setScene()
    log.start()
    const carrier = open()
    far().onOpen()
    carrier.send(new Uint8Array([104, 1]))
    far().onMessage(encodeAcknowledgement({ received: 0, stored: 0, seq: 0, digest: new Uint8Array() }))
    const totals = { requests: 1, framesIn: 2, framesOut: 2, messagesIn: 1, messagesOut: 1 }
    const handshake = {
      kind: 'handshake',
      ageMs: 0,
      key: 'k',
      accept: 'a',
      protocol: 'duplex.v1',
      requestBytes: 500,
      answerBytes: 160,
    } as const
    // One pong in, one ping out, and what is sent meanwhile is not in the sum.
    carrier.send(new Uint8Array(50))
    const report = { time: 1, leftOut: 0, records: [handshake] }
    far().onMessage(
      encodeReport({ ...report, totals: { ...totals, bytesIn: 500 + 2 + 6 + 6, bytesOut: 160 + 5 + 2 + 2 } }),
    )
    expect(log.comparison?.page).toEqual({ bytesOut: 514, bytesIn: 169 })
  })

  test('W7 sees each message of a visit once, whichever requests carry it', async () => {
    const { tap, log, answers, fetch } = setScene()
    log.start()
    const visit = `${url.replace('ws', 'http')}/visit`
    const envelope = (first: number, count: number) =>
      encodeEnvelope({ ack: 0, last: first + count - 1, first, messages: Array(count).fill(new Uint8Array([3])) })
    answers.push(
      new Response('{"key":"k"}', { status: 201 }),
      new Response(envelope(1, 2) as BodyInit),
      new Response(envelope(1, 3) as BodyInit),
      new Response(JSON.stringify({ code: 4501, detail: 'Access' }), { status: 409 }),
    )
    await fetch(visit, { method: 'POST', headers: { authorization: 'Bearer secret' } })
    for (let i = 0; i < 2; i++) await (await fetch(`${visit}/messages`)).arrayBuffer()
    await fetch(`${visit}/messages`, { method: 'POST', body: envelope(1, 1) as BodyInit })
    await expect.poll(() => tap.carriages[0]?.end?.code).toBe(4501)
    const numbers = log.rows.flatMap((row) => (row.kind === 'message' ? [[row.direction, row.number]] : []))
    expect(numbers).toEqual([
      ['in', 1],
      ['in', 2],
      ['in', 3],
      ['out', 1],
    ])
    expect(JSON.stringify(toExport(log, () => false))).not.toContain('secret')
  })

  test('W7 computes what a handshake is to be answered with', async () => {
    expect(await computeAccept('dGhlIHNhbXBsZSBub25jZQ==')).toBe('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=')
  })
})
