import { describe, expect, test } from 'vitest'
import { maxVainOfProven } from '../src/client/transport/ladder.ts'
import { maxSilentOfProvenMs, maxSilentSocketMs, provenMs } from '../src/client/transport/web-socket-trial.ts'
import { messageType } from '../src/index.ts'
import { isStored, setStage, statusOf, until } from './client-stage.ts'

const stage = setStage()

/** A connection that may go down, and the requests that it made of visits. */
function connect() {
  const requests: string[] = []
  const connection = stage.connect({
    transport: undefined,
    fetch: (url, init) => {
      requests.push(`${init?.method} ${url}`)
      return fetch(url, init)
    },
  })
  return { connection, requests, transport: () => connection.transport.getSnapshot().transport }
}

/** The newest attempt failed, and the next one begins. */
async function failAgain(connection: ReturnType<typeof connect>['connection']): Promise<void> {
  await statusOf(connection, ({ kind }) => kind === 'waiting')
  stage.clock.advanceToNext()
}

describe('what leads down the ladder', () => {
  test('T3 two sockets in a row that are cut before they said anything lead down, without a delay', async () => {
    stage.server.greet = ({ socket }) => socket.terminate()
    const { connection, requests } = connect()
    await failAgain(connection)
    expect(requests).toEqual([])
    await until(() => requests.length === 1)
    expect(requests[0]).toMatch(/^POST http:\/\/127.0.0.1:\d+\/sync\/v1\/[-\w]+\/visit$/)
  })

  test('T3 where a visit cannot be opened either, the next attempt begins with a WebSocket, and one vain one is enough', async () => {
    stage.server.greet = ({ socket }) => socket.terminate()
    const { connection, requests, transport } = connect()
    await failAgain(connection)
    await until(() => requests.length === 1)
    await statusOf(connection, ({ kind }) => kind === 'waiting')
    expect(transport()).toBe('websocket')
    const peers = stage.server.peers.length
    stage.clock.advanceToNext()
    await until(() => requests.length === 2)
    expect(stage.server.peers.length).toBe(peers + 1)
  })

  test('T3 sockets that the server closes with a code are none that a proxy refuses', async () => {
    stage.server.greet = ({ socket }) => socket.close(1011)
    const { connection, requests } = connect()
    for (let i = 0; i < 4; i++) await failAgain(connection)
    expect(requests).toEqual([])
  })

  test('T3 sockets that are cut soon count and lead down after a delay, those that lived do not', async () => {
    const { connection, requests } = connect()
    const cutAfter = async (ms: number) => {
      await statusOf(connection, isStored)
      stage.clock.advance(ms)
      stage.server.peer().socket.terminate()
    }
    for (const ms of [provenMs, provenMs, provenMs, 0, 0, 0]) {
      await cutAfter(ms)
      await failAgain(connection)
    }
    await cutAfter(0)
    await statusOf(connection, ({ kind }) => kind === 'waiting')
    expect(requests).toEqual([])
    stage.clock.advanceToNext()
    await until(() => requests.length === 1)
  })

  test('T3 where sockets lived a server that says nothing is waited for, and four cut ones are no proxy', async () => {
    const { connection, requests } = connect()
    await statusOf(connection, isStored)
    stage.clock.advance(provenMs)
    stage.server.greet = ({ socket }) => socket.terminate()
    stage.server.peer().socket.terminate()
    for (let i = 0; i < maxVainOfProven - 1; i++) await failAgain(connection)
    await statusOf(connection, ({ kind }) => kind === 'waiting')
    expect(requests).toEqual([])
    stage.server.greet = ({ socket }) => socket.removeAllListeners('message')
    const before = stage.server.peers.length
    await failAgain(connection)
    await until(() => stage.server.peers.length > before)
    stage.clock.advance(maxSilentOfProvenMs - 1)
    expect([connection.transport.getSnapshot().transport, requests]).toEqual(['websocket', []])
    await until(() => {
      stage.clock.advance(maxSilentOfProvenMs)
      return requests.length > 0 || connection.transport.getSnapshot().transport === 'sse'
    })
  })

  test('T3 a socket on which nothing comes leads down by itself', async () => {
    stage.server.greet = ({ socket }) => socket.removeAllListeners('message')
    const { requests } = connect()
    await until(() => stage.server.peers.length === 1)
    // Again and again, because the page counts anew once it hears that the socket is open.
    await until(() => {
      stage.clock.advance(maxSilentSocketMs)
      return requests.length === 1
    })
    await until(() => stage.server.peer().socket.readyState === stage.server.peer().socket.CLOSED)
  })

  test('T3 nonsense that comes by WebSocket, again and again, leads down: something may lose or double messages', async () => {
    stage.server.greet = ({ socket }) => socket.send(new Uint8Array([messageType.notice]))
    const { connection, requests, transport } = connect()
    await failAgain(connection)
    expect(requests).toEqual([])
    await until(() => requests.length === 1)
    expect(transport()).toBe('sse')
  })

  test('T3 a network that comes back is another one: WebSockets have all their tries again', async () => {
    stage.server.greet = ({ socket }) => socket.terminate()
    const { connection, requests } = connect()
    await failAgain(connection)
    await until(() => requests.length === 1)
    await statusOf(connection, ({ kind }) => kind === 'waiting')
    stage.page.signal('online')
    await statusOf(connection, ({ kind }) => kind === 'waiting')
    expect(requests).toHaveLength(1)
  })

  test('T3 leaves no timer behind', async () => {
    const { connection } = connect()
    await statusOf(connection, isStored)
    connection.destroy()
    expect(stage.clock.waiting).toEqual([])
  })
})
