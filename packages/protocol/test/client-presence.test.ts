import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { describe, expect, test } from 'vitest'
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { messageType } from '../src/index.ts'
import { isLive, isStored, setStage, statusOf, until } from './client-stage.ts'

const stage = setStage()

type Entry = { client: number; state: unknown }

function entriesOf(update: Uint8Array): Entry[] {
  const decoder = decoding.createDecoder(update)
  return Array.from({ length: decoding.readVarUint(decoder) }, () => {
    const client = decoding.readVarUint(decoder)
    decoding.readVarUint(decoder)
    return { client, state: JSON.parse(decoding.readVarString(decoder)) }
  })
}

const sent = () => stage.server.peer().presence.map(entriesOf)

function frameOf(awareness: Awareness, clients: number[]): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, messageType.awareness)
    encoding.writeVarUint8Array(encoder, encodeAwarenessUpdate(awareness, clients))
  })
}

/** Somebody else's presence, as the server would relay it. */
function createNeighbour(): { awareness: Awareness; relay(state: Record<string, unknown> | null): void; end(): void } {
  const doc = new Y.Doc()
  const awareness = new Awareness(doc)
  return {
    awareness,
    relay(state) {
      awareness.setLocalState(state)
      stage.server.peer().send(frameOf(awareness, [doc.clientID]))
    },
    end: () => doc.destroy(),
  }
}

describe('presence', () => {
  test('W6 what others do is never sent back', async () => {
    const connection = stage.connect()
    await statusOf(connection, isStored)
    const neighbour = createNeighbour()
    for (let caret = 0; caret < 20; caret++) neighbour.relay({ caret })
    await until(() => connection.awareness.getStates().get(neighbour.awareness.clientID)?.caret === 19)
    connection.awareness.setLocalState({ caret: 'mine' })
    await until(() => sent().some((entries) => entries.some(({ state }) => JSON.stringify(state).includes('mine'))))
    expect(new Set(sent().flatMap((entries) => entries.map(({ client }) => client)))).toEqual(
      new Set([stage.doc.clientID]),
    )
    neighbour.end()
  })

  test('W6 the answer to "who is there" names this page only', async () => {
    const connection = stage.connect()
    await statusOf(connection, isStored)
    const neighbour = createNeighbour()
    neighbour.relay({ caret: 1 })
    await until(() => connection.awareness.getStates().size === 2)
    const before = sent().length
    stage.server.peer().send(new Uint8Array([messageType.queryAwareness]))
    await until(() => sent().length > before)
    expect(sent().at(-1)).toEqual([{ client: stage.doc.clientID, state: {} }])
    neighbour.end()
  })

  test('P3 others disappear with the connection', async () => {
    const connection = stage.connect()
    await statusOf(connection, isStored)
    const neighbour = createNeighbour()
    neighbour.relay({ caret: 1 })
    await until(() => connection.awareness.getStates().size === 2)
    stage.server.peer().socket.terminate()
    await statusOf(connection, ({ kind }) => kind === 'waiting')
    expect([...connection.awareness.getStates().keys()]).toEqual([stage.doc.clientID])
    neighbour.end()
  })

  test('P3 a removal of this page that a server relays by mistake is contradicted', async () => {
    const connection = stage.connect()
    await statusOf(connection, isStored)
    connection.awareness.setLocalState({ caret: 'mine' })
    const forged = new Awareness(new Y.Doc())
    forged.clientID = stage.doc.clientID
    forged.setLocalState({})
    for (let clock = 0; clock < 9; clock++) forged.setLocalState(null)
    const before = sent().length
    stage.server.peer().send(frameOf(forged, [stage.doc.clientID]))
    await until(() => sent().length > before)
    expect(sent().at(-1)).toEqual([{ client: stage.doc.clientID, state: { caret: 'mine' } }])
    forged.doc.destroy()
  })

  test('P3 is taken back when the connection is destroyed', async () => {
    const connection = stage.connect()
    await statusOf(connection, isStored)
    const peer = stage.server.peer()
    connection.awareness.setLocalState({ caret: 1 })
    connection.destroy()
    await until(() => peer.socket.readyState === peer.socket.CLOSED)
    expect(entriesOf(peer.presence.at(-1) ?? new Uint8Array([0]))).toEqual([
      { client: stage.doc.clientID, state: null },
    ])
  })

  test('P3 is taken back when the page is hidden for good, and given again when it is restored', async () => {
    const connection = stage.connect()
    await statusOf(connection, isStored)
    connection.awareness.setLocalState({ caret: 1 })
    stage.page.signal('hidden')
    await until(() => sent().at(-1)?.[0]?.state === null)
    stage.page.signal('restored')
    await until(() => sent().at(-1)?.[0]?.state !== null)
    expect(sent().at(-1)).toEqual([{ client: stage.doc.clientID, state: { caret: 1 } }])
  })

  test('P1 moves with the document to a new client id, and the old entry goes', async () => {
    const connection = stage.connect()
    await statusOf(connection, isLive)
    const oldClient = stage.doc.clientID
    connection.awareness.setLocalState({ caret: 1 })
    const impostor = new Y.Doc()
    impostor.clientID = oldClient
    impostor.getText('default').insert(0, 'as if written here')
    stage.server.peer().sendUpdate(Y.encodeStateAsUpdate(impostor))
    await until(() => stage.doc.clientID !== oldClient)
    expect([...connection.awareness.getStates()]).toEqual([[stage.doc.clientID, { caret: 1 }]])
    await until(() => sent().at(-1)?.[0]?.client === stage.doc.clientID)
    expect(sent().at(-2)).toEqual([{ client: oldClient, state: null }])
    const neighbour = createNeighbour()
    applyAwarenessUpdate(neighbour.awareness, stage.server.peer().presence.at(-1) ?? new Uint8Array(), 'test')
    expect(neighbour.awareness.getStates().get(stage.doc.clientID)).toEqual({ caret: 1 })
    neighbour.end()
  })

  test('P1 an awareness of the caller survives the connection', async () => {
    const awareness = new Awareness(stage.doc)
    const connection = stage.connect({ awareness })
    await statusOf(connection, isLive)
    expect(connection.awareness).toBe(awareness)
    connection.destroy()
    awareness.setLocalState({ still: 'usable' })
    expect(awareness.getLocalState()).toEqual({ still: 'usable' })
  })
})
