import { describe, expect, test } from 'vitest'
import { maxAttemptMs } from '../src/client/attempt.ts'
import { closeTable, encodeHeartbeat } from '../src/index.ts'
import { isLive, isStored, setStage, statusOf, textOf, until, write } from './client-stage.ts'

const stage = setStage()

describe('an attempt to connect', () => {
  test('L5 opens the url of the ticket and offers its subprotocols', async () => {
    const connection = stage.connect()
    await statusOf(connection, isLive)
    expect(stage.server.peer().path).toBe('/sync/v1/0198c0de-0000-7000-8000-000000000001')
    expect(stage.server.peer().protocols).toBe('duplex.v1,ticket.t1')
  })

  test.each(['signedOut', 'notFound', 'forbidden', 'deleted', 'schemaTooOld'] as const)(
    'L5 stops where web refuses a ticket: %s',
    async (cause) => {
      stage.answer = () => ({ kind: 'refused', cause })
      const connection = stage.connect()
      expect(await statusOf(connection, ({ kind }) => kind === 'stopped')).toMatchObject({ cause })
      expect(stage.clock.waiting).toEqual([])
      expect(stage.server.peers).toEqual([])
    },
  )

  test('L5 comes back from a stop when a person asks for it', async () => {
    const { answer } = stage
    stage.answer = () => ({ kind: 'refused', cause: 'signedOut' })
    const connection = stage.connect()
    await statusOf(connection, ({ kind }) => kind === 'stopped')
    stage.answer = answer
    connection.reconnectNow()
    await statusOf(connection, isStored)
  })

  test.each([
    ['unreachable', 7_500, () => Promise.reject(new TypeError('network'))],
    ['storageAway', 2_500, () => ({ kind: 'refused' as const, cause: 'storageAway' as const })],
  ] satisfies [string, number, typeof stage.answer][])(
    'L5 waits twice as long, at random, after every failure, up to a bound: %s',
    async (cause, mostMs, answer) => {
      stage.answer = answer
      const connection = stage.connect()
      const delays: number[] = []
      while (delays.length < 9) {
        expect(await statusOf(connection, ({ kind }) => kind === 'waiting')).toMatchObject({ cause })
        delays.push(stage.clock.waiting[0] ?? -1)
        stage.clock.advanceToNext()
      }
      expect(delays).toEqual(
        [250, 500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000, 8_000].map((ms) => Math.min(ms, mostMs)),
      )
      expect(stage.tickets).toBe(10)
    },
  )

  test('L5 counts from the beginning only after 60 s of health', async () => {
    const connection = stage.connect()
    const endAfter = async (healthMs: number): Promise<number> => {
      await statusOf(connection, isStored)
      stage.clock.advance(healthMs)
      stage.server.peer().socket.terminate()
      await statusOf(connection, ({ kind }) => kind === 'waiting')
      const delay = stage.clock.waiting[0] ?? -1
      stage.clock.advanceToNext()
      return delay
    }
    expect(await endAfter(0)).toBe(250)
    expect(await endAfter(59_999)).toBe(500)
    expect(await endAfter(60_000)).toBe(250)
  })

  test('L5 is given up when no ticket, or no hello, comes within 20 s', async () => {
    let aborted = false
    stage.answer = (signal) => {
      signal.addEventListener('abort', () => {
        aborted = true
      })
      return new Promise(() => undefined)
    }
    const connection = stage.connect()
    stage.clock.advance(20_000)
    expect(connection.status.getSnapshot()).toMatchObject({ kind: 'waiting', cause: 'noAnswer' })
    expect(aborted).toBe(true)
  })

  test('L5 a socket without a hello is closed after 20 s', async () => {
    stage.server.greet = (peer) => peer.socket.removeAllListeners('message')
    const connection = stage.connect()
    await until(() => stage.server.peers.length === 1)
    const { socket } = stage.server.peer()
    stage.clock.advance(20_000)
    expect(connection.status.getSnapshot()).toMatchObject({ kind: 'waiting', cause: 'noAnswer' })
    await until(() => socket.readyState === socket.CLOSED)
  })

  test('L5 asks again where a ticket expired on its way, because the machine slept', async () => {
    stage.server.greet = (peer) => {
      stage.server.greet = undefined
      stage.clock.sleep(60_000)
      peer.socket.close(closeTable.signedOut.code)
    }
    const connection = stage.connect()
    expect(await statusOf(connection, ({ kind }) => kind === 'waiting')).toMatchObject({ cause: 'signedOut' })
    stage.clock.advanceToNext()
    await statusOf(connection, isStored)
    stage.clock.sleep(60_000)
    stage.server.peer().socket.close(closeTable.signedOut.code)
    expect(await statusOf(connection, ({ kind }) => kind === 'stopped')).toMatchObject({ cause: 'signedOut' })
  })

  test('L5 asks once more where a fresh ticket is refused, because it may have been used by a request that was repeated', async () => {
    stage.server.greet = ({ socket }) => socket.close(closeTable.signedOut.code)
    const connection = stage.connect()
    expect(await statusOf(connection, ({ kind }) => kind === 'waiting')).toMatchObject({ cause: 'signedOut' })
    stage.clock.advanceToNext()
    expect(await statusOf(connection, ({ kind }) => kind === 'stopped')).toMatchObject({ cause: 'signedOut' })
    expect(stage.tickets).toBe(2)
  })

  test('L5 keeps away from web for as long as it is told', async () => {
    const { answer } = stage
    stage.answer = () => ({ kind: 'refused', cause: 'overloaded', retryAfterMs: 9_000 })
    const connection = stage.connect()
    const waiting = await statusOf(connection, ({ kind }) => kind === 'waiting')
    expect(waiting).toMatchObject({ cause: 'overloaded', retryAt: stage.clock.now() + 9_250 })
    stage.page.signal('visible')
    expect(stage.clock.waiting).toEqual([9_250])
    stage.answer = answer
    stage.clock.advanceToNext()
    await statusOf(connection, isStored)
  })

  test.each(['no address', 'ws://127.0.0.1:1/sync/v1/another-document'])(
    'L5 an unusable address is a failure like any other: %s',
    async (url) => {
      stage.answer = () => ({ kind: 'ticket', url, protocols: [] })
      const connection = stage.connect()
      expect(await statusOf(connection, ({ kind }) => kind === 'waiting')).toMatchObject({ cause: 'unreachable' })
    },
  )

  test('L5 there is never a second reconnect mechanism: one socket per ticket', async () => {
    const connection = stage.connect()
    for (let round = 1; round <= 5; round++) {
      await statusOf(connection, isStored)
      expect(stage.server.peers).toHaveLength(round)
      expect(stage.tickets).toBe(round)
      stage.server.peer().socket.terminate()
      await statusOf(connection, ({ kind }) => kind === 'waiting')
      connection.reconnectNow()
    }
  })
})

describe('the page around a connection', () => {
  test.each(['online', 'visible', 'restored'] as const)('L5 tries at once on "%s"', async (signal) => {
    const connection = stage.connect()
    await statusOf(connection, isStored)
    stage.server.peer().socket.terminate()
    await statusOf(connection, ({ kind }) => kind === 'waiting')
    stage.page.signal(signal)
    await statusOf(connection, isStored)
    expect(stage.server.peers).toHaveLength(2)
  })

  test('L5 says "offline" when the browser does, keeps trying quietly, and keeps the edits', async () => {
    const connection = stage.connect()
    await statusOf(connection, isStored)
    const { answer } = stage
    stage.answer = () => Promise.reject(new TypeError('network'))
    stage.page.signal('offline')
    expect(connection.status.getSnapshot().kind).toBe('offline')
    write(stage.doc, 'in a train')
    stage.clock.advanceToNext()
    await until(() => stage.tickets === 2 && !stage.clock.waiting.includes(maxAttemptMs))
    expect(connection.status.getSnapshot()).toMatchObject({
      kind: 'offline',
      outbox: { unsent: 1, safety: 'onDevice' },
    })
    stage.answer = answer
    stage.page.signal('online')
    await statusOf(connection, isStored)
    expect(textOf(stage.server.doc)).toBe('in a train')
  })

  test('L5 a page that calls itself offline beside a server on the same machine is live', async () => {
    stage.page.online = false
    await statusOf(stage.connect(), isStored)
  })
})

describe('leaving', () => {
  test('L5 destroy closes the socket and leaves no timer, no listener and no way back', async () => {
    const connection = stage.connect()
    await statusOf(connection, isStored)
    const { socket } = stage.server.peer()
    connection.destroy()
    await until(() => socket.readyState === socket.CLOSED)
    expect(stage.clock.waiting).toEqual([])
    connection.reconnectNow()
    write(stage.doc, 'after')
    expect(connection.status.getSnapshot()).toMatchObject({ kind: 'stopped', cause: 'normal', outbox: { unsent: 0 } })
    expect(stage.tickets).toBe(1)
  })

  test('L5 a document that is destroyed takes its connection along', async () => {
    const connection = stage.connect()
    await statusOf(connection, isStored)
    stage.doc.destroy()
    expect(connection.status.getSnapshot().kind).toBe('stopped')
  })

  test('L5 a snapshot stays the same object until a fact changes', async () => {
    const connection = stage.connect()
    await statusOf(connection, isStored)
    const before = connection.status.getSnapshot()
    stage.server.peer().acknowledge({ received: 1 })
    stage.server.peer().send(encodeHeartbeat({ serverTime: 5 }))
    await until(() => connection.serverTimeOffsetMs !== undefined)
    expect(connection.status.getSnapshot()).toBe(before)
  })
})
