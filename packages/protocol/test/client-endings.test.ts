import { describe, expect, test } from 'vitest'
import { type CloseName, closeTable } from '../src/index.ts'
import { isStored, setStage, statusOf, textOf, until, write } from './client-stage.ts'

const stage = setStage()

/** Codes that an endpoint may put into a close frame; the others are only ever observed. */
const names = (Object.keys(closeTable) as CloseName[]).filter((name) => name !== 'noStatus' && name !== 'abnormal')
const ends = names.filter((name) => ['done', 'stop', 'new-client-id'].includes(closeTable[name].verdict))
const comesBack = names.filter((name) => !ends.includes(name))

describe('L5 the verdict on every close code', () => {
  test.each(ends)('L5 %s ends the connection for good and says why', async (name) => {
    const connection = stage.connect()
    await statusOf(connection, isStored)
    stage.server.peer().socket.close(closeTable[name].code)
    expect(await statusOf(connection, ({ kind }) => kind === 'stopped')).toMatchObject({ cause: name })
    expect(stage.clock.waiting).toEqual([])
    expect(stage.tickets).toBe(1)
  })

  test.each(comesBack)('L5 %s is followed by another attempt, with a ticket of its own', async (name) => {
    const connection = stage.connect()
    await statusOf(connection, isStored)
    stage.server.peer().socket.close(closeTable[name].code)
    expect(await statusOf(connection, ({ kind }) => kind === 'waiting')).toMatchObject({ cause: name })
    expect(stage.clock.waiting).toHaveLength(1)
    stage.clock.advanceToNext()
    await statusOf(connection, isStored)
    expect(stage.tickets).toBe(2)
    expect(stage.server.peers.map(({ protocols }) => protocols)).toEqual(['duplex.v1,ticket.t1', 'duplex.v1,ticket.t2'])
  })

  test.each(['protocolError', 'unsupportedData', 'undecodable', 'policy'] as const)(
    'L5 %s allows one resync and ends the connection the second time',
    async (name) => {
      const connection = stage.connect()
      await statusOf(connection, isStored)
      stage.server.peer().socket.close(closeTable[name].code)
      await statusOf(connection, ({ kind }) => kind === 'waiting')
      stage.clock.advance(500)
      await statusOf(connection, isStored)
      stage.server.peer().socket.close(closeTable[name].code)
      expect(await statusOf(connection, ({ kind }) => kind === 'stopped')).toMatchObject({ cause: name })
    },
  )

  test('L5 an unlisted code of 4400-4499 is permanent, any other is not', async () => {
    const connection = stage.connect()
    await statusOf(connection, isStored)
    stage.server.peer().socket.close(4777)
    expect(await statusOf(connection, ({ kind }) => kind === 'waiting')).toMatchObject({ cause: 'unlisted' })
    stage.clock.advance(500)
    await statusOf(connection, isStored)
    stage.server.peer().socket.close(4477)
    expect(await statusOf(connection, ({ kind }) => kind === 'stopped')).toMatchObject({ cause: 'unlisted' })
  })

  test('L5 R3 after "access changed" the next ticket decides: a lesser role, or the end', async () => {
    const connection = stage.connect()
    await statusOf(connection, isStored)
    stage.server.hello = { ...stage.server.hello, role: 'viewer' }
    stage.server.peer().socket.close(closeTable.accessChanged.code)
    await statusOf(connection, ({ kind }) => kind === 'waiting')
    stage.clock.advance(500)
    expect(await statusOf(connection, isStored)).toMatchObject({ role: 'viewer' })

    write(stage.doc, 'unsent')
    stage.answer = () => ({ kind: 'refused', cause: 'notFound' })
    stage.server.peer().socket.close(closeTable.accessChanged.code)
    await statusOf(connection, ({ kind }) => kind === 'waiting')
    stage.clock.advance(500)
    const stopped = await statusOf(connection, ({ kind }) => kind === 'stopped')
    expect(stopped).toMatchObject({ cause: 'notFound', outbox: { unsent: 1 } })
    expect(textOf(stage.doc)).toBe('unsent')
  })

  test('L5 R3 a change of access is followed up soon, also after a bad time on the network', async () => {
    const connection = stage.connect()
    await statusOf(connection, isStored)
    for (let failure = 0; failure < 6; failure++) {
      stage.server.peer().socket.terminate()
      await statusOf(connection, ({ kind }) => kind === 'waiting')
      stage.clock.advanceToNext()
      await statusOf(connection, isStored)
    }
    stage.server.peer().socket.close(closeTable.accessChanged.code)
    const status = await statusOf(connection, ({ kind }) => kind === 'waiting')
    expect(status).toMatchObject({ retryAt: stage.clock.now() + 250 })
  })

  test('L5 a restart is spread over the window that the reason names', async () => {
    const connection = stage.connect()
    await statusOf(connection, isStored)
    stage.server.peer().socket.close(closeTable.restart.code, 'restart within 8000 ms')
    const status = await statusOf(connection, ({ kind }) => kind === 'waiting')
    expect(status).toMatchObject({ retryAt: stage.clock.now() + 4_000 })
  })

  test('L5 a delay that the server asked for is kept even when the page becomes visible', async () => {
    const connection = stage.connect()
    await statusOf(connection, isStored)
    stage.server.peer().socket.close(closeTable.overloaded.code, 'retry in 9000 ms')
    await statusOf(connection, ({ kind }) => kind === 'waiting')
    stage.page.signal('visible')
    expect(stage.clock.waiting).toEqual([9_250])
    stage.clock.advance(9_250)
    await statusOf(connection, isStored)
  })

  test('L4 L5 a client that is refused as one too many keeps away for as long as it is told', async () => {
    stage.server.greet = ({ socket }) => socket.close(closeTable.overloaded.code, 'busy, retry in 9000 ms')
    const connection = stage.connect()
    const waiting = await statusOf(connection, ({ kind }) => kind === 'waiting')
    expect(waiting).toMatchObject({ cause: 'overloaded', retryAt: stage.clock.now() + 9_250 })
    stage.server.greet = undefined
    stage.page.signal('visible')
    expect(stage.clock.waiting).toEqual([9_250])
    stage.clock.advance(9_250)
    await statusOf(connection, isStored)
    expect(stage.tickets).toBe(2)
  })
})

describe('what is never sent twice', () => {
  test.each(['messageTooBig', 'documentTooBig'] as const)(
    'V6 after %s, not until the document changes',
    async (name) => {
      const connection = stage.connect()
      write(stage.doc, 'a')
      await statusOf(connection, isStored)
      stage.server.peer().socket.close(closeTable[name].code)
      await statusOf(connection, ({ kind }) => kind === 'stopped')
      connection.reconnectNow()
      expect(connection.status.getSnapshot().kind).toBe('stopped')
      write(stage.doc, 'b')
      connection.reconnectNow()
      await statusOf(connection, isStored)
      expect(stage.server.peers).toHaveLength(2)
    },
  )

  test('V6 what is over the limit of the hello and cannot be cut is not sent at all', async () => {
    stage.server.hello = { ...stage.server.hello, maxMessageBytes: 1_000 }
    const connection = stage.connect()
    await statusOf(connection, isStored)
    const peer = stage.server.peer()
    stage.doc.getText('default').insertEmbed(0, { image: 'x'.repeat(2_000) })
    const stopped = await statusOf(connection, ({ kind }) => kind === 'stopped')
    expect(stopped).toMatchObject({ cause: 'messageTooBig', outbox: { unsent: 1 } })
    await until(() => peer.socket.readyState === peer.socket.CLOSED)
    expect(peer.inbox).toHaveLength(1)
  })

  test('W3 a page older than the schema stops before anything enters its document', async () => {
    stage.server.hello = { ...stage.server.hello, schemaVersion: stage.server.hello.schemaVersion + 1 }
    write(stage.server.doc, 'of a newer kind')
    const connection = stage.connect()
    expect(await statusOf(connection, ({ kind }) => kind === 'stopped')).toMatchObject({ cause: 'schemaTooOld' })
    expect(textOf(stage.doc)).toBe('')
  })
})
