import { describe, expect, test, vi } from 'vitest'
import type { WebsocketProvider } from 'y-websocket'
import { encodeHeartbeat, encodeHello, encodeNotice, type Notice } from '../src/index.ts'
import { isStored, setStage, statusOf, until, write } from './client-stage.ts'

const stage = setStage()

describe('what else arrives', () => {
  test('L1 the offset of the server clock is taken from heartbeats', async () => {
    const connection = stage.connect()
    await statusOf(connection, isStored)
    expect(connection.serverTimeOffsetMs).toBeUndefined()
    stage.server.peer().send(encodeHeartbeat({ serverTime: stage.clock.now() + 1_234 }))
    await until(() => connection.serverTimeOffsetMs === 1_234)
  })

  test('W3 notices reach those who asked; the state of the storage is part of the status', async () => {
    const notices: Notice[] = []
    const connection = stage.connect()
    await statusOf(connection, isStored)
    const unsubscribe = connection.onNotice((notice) => notices.push(notice))
    stage.server.peer().send(encodeNotice({ kind: 'title', title: 'Plan' }))
    stage.server.peer().send(encodeNotice({ kind: 'size', bytes: 12, maxBytes: 20 }))
    stage.server.peer().send(encodeNotice({ kind: 'storage', state: 'degraded' }))
    await statusOf(connection, (status) => status.kind === 'live' && status.storage === 'degraded')
    expect(notices.map(({ kind }) => kind)).toEqual(['title', 'size', 'storage'])
    unsubscribe()
    stage.server.peer().send(encodeNotice({ kind: 'storage', state: 'healthy' }))
    await statusOf(connection, (status) => status.kind === 'live' && status.storage === 'healthy')
    expect(notices).toHaveLength(3)
  })

  test('L1 hangs up on a server that says it is well and answers nothing for 30 s', async () => {
    const connection = stage.connect()
    await statusOf(connection, isStored)
    stage.server.peer().socket.removeAllListeners('message')
    write(stage.doc, 'unanswered')
    stage.clock.advance(29_999)
    expect(connection.status.getSnapshot().kind).toBe('live')
    stage.clock.advance(1)
    expect(connection.status.getSnapshot()).toMatchObject({ kind: 'waiting', cause: 'noAnswer', outbox: { unsent: 1 } })
  })

  test("L1 comes back after the provider's own watchdog gave a silent server up", async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const connection = stage.connect()
    await statusOf(connection, isStored)
    const provider = await providerOf()
    provider.wsLastMessageReceived = Date.now() - 31_000
    vi.advanceTimersByTime(3_000)
    vi.useRealTimers()
    expect(connection.status.getSnapshot()).toMatchObject({ kind: 'waiting', cause: 'noAnswer' })
    expect(stage.clock.waiting).toEqual([250])
    stage.clock.advance(250)
    await statusOf(connection, isStored)
    expect(stage.server.peers).toHaveLength(2)
  })

  test('ST7 is patient with a server whose storage is away', async () => {
    const connection = stage.connect()
    await statusOf(connection, isStored)
    stage.server.peer().send(encodeNotice({ kind: 'storage', state: 'degraded' }))
    await statusOf(connection, (status) => status.kind === 'live' && status.storage === 'degraded')
    stage.server.mode = 'hold'
    stage.server.peer().socket.removeAllListeners('message')
    write(stage.doc, 'kept')
    stage.clock.advance(90_000)
    expect(connection.status.getSnapshot()).toMatchObject({ kind: 'live', outbox: { safety: 'onDevice' } })
    stage.server.peer().send(encodeNotice({ kind: 'storage', state: 'healthy' }))
    await statusOf(connection, (status) => status.kind === 'live' && status.storage === 'healthy')
    stage.clock.advance(30_000)
    expect(connection.status.getSnapshot()).toMatchObject({ kind: 'waiting', cause: 'noAnswer' })
  })

  test.each([
    ['a text frame', 'hello'],
    ['an empty message', new Uint8Array()],
    ['a truncated acknowledgement', new Uint8Array([101, 1])],
    ['a truncated awareness message', new Uint8Array([1, 9, 1])],
  ])('W3 %s ends the connection, once for a resync and then for good', async (_, bytes) => {
    const connection = stage.connect()
    await statusOf(connection, isStored)
    stage.server.peer().socket.send(bytes)
    expect(await statusOf(connection, ({ kind }) => kind === 'waiting')).toMatchObject({ cause: 'undecodable' })
    stage.clock.advanceToNext()
    await statusOf(connection, isStored)
    stage.server.peer().socket.send(bytes)
    expect(await statusOf(connection, ({ kind }) => kind === 'stopped')).toMatchObject({ cause: 'undecodable' })
  })

  test('W3 a server that does not greet first is not understood', async () => {
    stage.server.greet = (peer) => {
      peer.sendStep1()
      peer.send(encodeHello(stage.server.hello))
    }
    const connection = stage.connect()
    expect(await statusOf(connection, ({ kind }) => kind === 'waiting')).toMatchObject({ cause: 'undecodable' })
  })
})

/** The provider behind the connection: it is the origin of what the server sends. */
async function providerOf(): Promise<WebsocketProvider> {
  const found = new Promise<WebsocketProvider>((resolve) => {
    stage.doc.once('update', (_: Uint8Array, origin: unknown) => resolve(origin as WebsocketProvider))
  })
  write(stage.server.doc, 'from the server')
  return await found
}
