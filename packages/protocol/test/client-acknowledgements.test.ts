import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { encodeHello } from '../src/index.ts'
import { isLive, isStored, setStage, statusOf, textOf, until, write } from './client-stage.ts'

const stage = setStage()

const factsOf = (connection: ReturnType<typeof stage.connect>) => connection.status.getSnapshot().outbox

describe('what the client says of local changes', () => {
  test('W3 says nothing is stored before the first step 2 is acknowledged', async () => {
    stage.server.mode = 'hold'
    const connection = stage.connect()
    expect(factsOf(connection)).toEqual({ unsent: 0, unstored: 0, safety: 'onDevice' })
    await statusOf(connection, isLive)
    await statusOf(connection, (status) => status.outbox.safety === 'received')
    stage.server.commit()
    await statusOf(connection, isStored)
  })

  test('ST1 calls an edit stored only when its message is acknowledged as stored, not when it was received', async () => {
    const connection = stage.connect()
    await statusOf(connection, isStored)
    stage.server.mode = 'hold'
    write(stage.doc, 'a')
    expect(factsOf(connection)).toEqual({ unsent: 1, unstored: 1, safety: 'onDevice' })
    await statusOf(connection, ({ outbox }) => outbox.safety === 'received')
    expect(factsOf(connection)).toEqual({ unsent: 0, unstored: 1, safety: 'received' })
    stage.server.commit()
    expect((await statusOf(connection, isStored)).outbox).toEqual({ unsent: 0, unstored: 0, safety: 'stored' })
  })

  test('ST1 takes an acknowledgement for what it counts: three of five edits', async () => {
    const connection = stage.connect()
    await statusOf(connection, isStored)
    stage.server.mode = 'hold'
    for (const letter of 'abcde') write(stage.doc, letter)
    await statusOf(connection, ({ outbox }) => outbox.unsent === 0)
    stage.server.peer().acknowledge({ stored: 1 + 3 })
    expect((await statusOf(connection, ({ outbox }) => outbox.unstored === 2)).outbox.safety).toBe('received')
  })

  test('ST1 a server that dies with received edits puts them back on the device', async () => {
    const connection = stage.connect()
    await statusOf(connection, isStored)
    stage.server.mode = 'hold'
    write(stage.doc, 'a')
    await statusOf(connection, ({ outbox }) => outbox.safety === 'received')
    stage.server.peer().socket.terminate()
    await statusOf(connection, ({ kind }) => kind === 'waiting')
    stage.clock.advance(500)
    await until(() => stage.server.peers.length === 2)
    expect(factsOf(connection)).toEqual({ unsent: 1, unstored: 1, safety: 'onDevice' })
  })

  test('W3 edits made offline are counted, and one step 2 carries them all', async () => {
    const connection = stage.connect()
    await statusOf(connection, isStored)
    stage.server.peer().socket.terminate()
    await statusOf(connection, ({ kind }) => kind === 'waiting')
    for (const letter of 'offline') write(stage.doc, letter)
    expect(factsOf(connection)).toEqual({ unsent: 7, unstored: 7, safety: 'onDevice' })
    stage.clock.advance(500)
    await statusOf(connection, isStored)
    expect(stage.server.peer().inbox.map(({ kind }) => kind)).toEqual(['step2'])
    expect(textOf(stage.server.doc)).toBe('offline')
  })

  test('W3 what the document held at the start is unconfirmed and not counted as edits', async () => {
    write(stage.doc, 'from the last visit')
    stage.server.mode = 'hold'
    const connection = stage.connect()
    expect(factsOf(connection)).toEqual({ unsent: 0, unstored: 0, safety: 'onDevice' })
    await statusOf(connection, ({ outbox }) => outbox.safety === 'received')
    stage.server.commit()
    await statusOf(connection, isStored)
    expect(textOf(stage.server.doc)).toBe('from the last visit')
  })

  test("W3 what is loaded from this device's store later is unconfirmed until it is acknowledged", async () => {
    const connection = stage.connect()
    await statusOf(connection, isStored)
    stage.server.mode = 'hold'
    const earlier = new Y.Doc()
    write(earlier, 'loaded')
    Y.applyUpdate(stage.doc, Y.encodeStateAsUpdate(earlier), 'indexeddb')
    expect(factsOf(connection)).toEqual({ unsent: 0, unstored: 0, safety: 'onDevice' })
    await statusOf(connection, ({ outbox }) => outbox.safety === 'received')
    stage.server.commit()
    await statusOf(connection, isStored)
  })

  test('W3 an edit of somebody else is no local change', async () => {
    const connection = stage.connect()
    await statusOf(connection, isStored)
    const before = connection.status.getSnapshot()
    write(stage.server.doc, 'theirs')
    await until(() => textOf(stage.doc) === 'theirs')
    expect(connection.status.getSnapshot()).toBe(before)
  })

  test('W3 an edit between the hello and step 1 goes out with the step 2, once', async () => {
    stage.server.greet = (peer) => {
      peer.send(helloOf())
    }
    const connection = stage.connect()
    await statusOf(connection, ({ kind }) => kind === 'live')
    write(stage.doc, 'early')
    stage.server.peer().sendStep1()
    await statusOf(connection, isStored)
    expect(stage.server.peer().inbox.map(({ kind }) => kind)).toEqual(['step2'])
    write(stage.doc, '!')
    await until(() => textOf(stage.server.doc) === 'early!')
    expect(stage.server.peer().inbox.map(({ kind }) => kind)).toEqual(['step2', 'update'])
  })

  test('V3 a refused update stays unstored until the step 2 that the server asked for is stored', async () => {
    const connection = stage.connect()
    write(stage.doc, 'a')
    await statusOf(connection, isStored)
    // The server forgets what it has stored, as after the restore of a backup: the next update leaves a gap.
    const { client, clock } = { client: stage.doc.clientID, clock: 0 }
    stage.server.doc.store.clients.delete(client)
    expect(Y.getState(stage.server.doc.store, client)).toBe(clock)
    stage.server.mode = 'hold'
    write(stage.doc, 'b')
    await until(() => stage.server.peer().inbox.length === 3)
    await statusOf(connection, ({ outbox }) => outbox.safety === 'received')
    expect(factsOf(connection).unstored).toBe(1)
    stage.server.commit()
    await statusOf(connection, isStored)
    expect(stage.server.peer().inbox.map(({ kind, isGap }) => [kind, isGap])).toEqual([
      ['step2', false],
      ['update', true],
      ['step2', false],
    ])
    expect(Y.getState(stage.server.doc.store, client)).toBe(2)
  })

  test('W3 a server that acknowledges what was never sent is not believed', async () => {
    const connection = stage.connect()
    await statusOf(connection, isStored)
    write(stage.doc, 'a')
    await statusOf(connection, isStored)
    stage.server.mode = 'hold'
    stage.server.peer().acknowledge({ received: 9, stored: 9 })
    expect(await statusOf(connection, ({ kind }) => kind === 'waiting')).toMatchObject({ cause: 'undecodable' })
  })
})

function helloOf(): Uint8Array {
  return encodeHello(stage.server.hello)
}
