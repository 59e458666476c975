import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { isLive, isStored, setStage, statusOf, textOf, until, write } from './client-stage.ts'

const stage = setStage()
const wrongDigest = () => new Uint8Array(8).fill(7)

describe('the comparison with the committed state', () => {
  test('W3 asks for what is missing on the open connection, and is content when that helps', async () => {
    const connection = stage.connect()
    write(stage.doc, 'a')
    await statusOf(connection, isStored)
    dropForClient('lost on the way')
    const peer = stage.server.peer()
    peer.acknowledge({ received: 1, digest: stage.server.digest() })
    await until(() => textOf(stage.doc).includes('lost on the way'))
    await statusOf(connection, isStored)
    expect(peer.step1s).toBe(2)
    expect(stage.server.peers).toHaveLength(1)
  })

  test('W3 connects again where asking did not help, which gives the server what it lost', async () => {
    const connection = stage.connect()
    write(stage.doc, 'kept by the client')
    await statusOf(connection, isStored)
    stage.server.doc.store.clients.delete(stage.doc.clientID)
    stage.server.peer().acknowledge({ received: 1, digest: stage.server.digest() })
    expect(await statusOf(connection, ({ kind }) => kind === 'waiting')).toMatchObject({ cause: 'resync' })
    stage.clock.advance(500)
    await statusOf(connection, isStored)
    expect(Y.getState(stage.server.doc.store, stage.doc.clientID)).toBe('kept by the client'.length)
  })

  test('W3 says "diverged" where neither helped, and takes it back as soon as the digests match', async () => {
    const connection = stage.connect()
    await statusOf(connection, isStored)
    const honest = stage.server.digest
    stage.server.digest = wrongDigest
    stage.server.peer().acknowledge({ received: 1, digest: wrongDigest() })
    await statusOf(connection, ({ kind }) => kind === 'waiting')
    stage.clock.advance(500)
    expect(await statusOf(connection, ({ kind }) => kind === 'diverged')).toMatchObject({
      role: 'editor',
      synced: true,
    })
    stage.server.digest = honest
    write(stage.doc, 'still writing')
    await statusOf(connection, isStored)
    expect(stage.server.peers).toHaveLength(2)
  })

  test('W3 compares nothing while a local change is on its way', async () => {
    const connection = stage.connect()
    await statusOf(connection, isStored)
    stage.server.mode = 'hold'
    write(stage.doc, 'on its way')
    await statusOf(connection, ({ outbox }) => outbox.safety === 'received')
    stage.server.peer().acknowledge({ received: 2, digest: wrongDigest() })
    stage.server.commit()
    await statusOf(connection, isStored)
    expect(stage.server.peer().step1s).toBe(1)
  })

  test('W3 an empty digest is no comparison', async () => {
    const connection = stage.connect()
    await statusOf(connection, isStored)
    dropForClient('not seen yet')
    stage.server.digest = () => new Uint8Array()
    write(stage.doc, 'a')
    await statusOf(connection, isStored)
    expect(stage.server.peer().step1s).toBe(1)
  })

  test('W3 a reader is compared as well, and its replica is then called stored', async () => {
    stage.server.hello = { ...stage.server.hello, role: 'viewer' }
    write(stage.server.doc, 'to read')
    const connection = stage.connect()
    await statusOf(connection, isStored)
    expect(textOf(stage.doc)).toBe('to read')
  })

  test('W3 a reader whose page holds text that the server lacks ends as "diverged"', async () => {
    stage.server.hello = { ...stage.server.hello, role: 'viewer' }
    write(stage.doc, 'written while I still could')
    const connection = stage.connect()
    await statusOf(connection, ({ kind }) => kind === 'waiting')
    stage.clock.advance(500)
    await statusOf(connection, ({ kind }) => kind === 'diverged')
    expect(stage.server.peer().inbox).toEqual([])
    expect(connection.status.getSnapshot().outbox.safety).toBe('onDevice')
  })

  test('W3 a server that owes the answer to a question is not waited for for ever', async () => {
    const connection = stage.connect()
    await statusOf(connection, isStored)
    stage.server.peer().socket.removeAllListeners('message')
    stage.server.peer().acknowledge({ received: 1, stored: 1, digest: wrongDigest() })
    await until(() => stage.clock.waiting.includes(30_000))
    stage.clock.advance(30_000)
    expect(connection.status.getSnapshot()).toMatchObject({ kind: 'waiting', cause: 'noAnswer' })
    stage.clock.advance(500)
    await statusOf(connection, isLive)
  })
})

/** Something enters the committed state without being sent. */
function dropForClient(text: string): void {
  const peer = stage.server.peer()
  stage.server.doc.transact(() => write(stage.server.doc, text), peer)
}
