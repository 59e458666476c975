import { describe, expect, test } from 'vitest'
import { limits } from '../src/index.ts'
import { isStored, setStage, statusOf, textOf, until, write } from './client-stage.ts'

const stage = setStage()

describe('the pace of the client', () => {
  test('L5 a flood of edits stays under the rate of the server, and all of it is stored', async () => {
    const connection = stage.connect()
    await statusOf(connection, isStored)
    for (let second = 0; second < 5; second++) {
      for (let i = 0; i < 200; i++) {
        write(stage.doc, 'x')
        connection.awareness.setLocalState({ caret: i })
        stage.clock.advance(5)
      }
    }
    stage.clock.advance(1_000)
    await statusOf(connection, isStored)
    expect(textOf(stage.server.doc)).toBe('x'.repeat(1_000))
    const peer = stage.server.peer()
    expect(peer.inbox.length).toBeGreaterThan(20)
    expect(peer.inbox.length + peer.presence.length).toBeLessThan(
      limits.messageRate.burst + 5 * limits.messageRate.perSecond,
    )
    expect((peer.inbox.length + peer.presence.length) / 5).toBeLessThan(limits.messageRate.perSecond)
  })

  test('L5 a lone edit waits for nothing', async () => {
    const connection = stage.connect()
    await statusOf(connection, isStored)
    write(stage.doc, 'a')
    await until(() => textOf(stage.server.doc) === 'a')
  })

  test('L5 what waits goes out before the page is hidden', async () => {
    const connection = stage.connect()
    await statusOf(connection, isStored)
    for (let i = 0; i < 200; i++) write(stage.doc, 'x')
    stage.page.signal('hidden')
    await until(() => textOf(stage.server.doc).length === 200)
  })

  test('L5 what waits goes out before the connection is destroyed', async () => {
    const connection = stage.connect()
    await statusOf(connection, isStored)
    for (let i = 0; i < 200; i++) write(stage.doc, 'x')
    connection.destroy()
    await until(() => textOf(stage.server.doc).length === 200)
  })

  test('L5 what waits is in the step 2 of the next connection, once', async () => {
    const connection = stage.connect()
    await statusOf(connection, isStored)
    for (let i = 0; i < 200; i++) write(stage.doc, 'x')
    stage.server.peer().socket.terminate()
    await statusOf(connection, ({ kind }) => kind === 'waiting')
    expect(connection.status.getSnapshot().outbox.unsent).toBeGreaterThan(0)
    stage.clock.advanceToNext()
    await statusOf(connection, isStored)
    expect(textOf(stage.server.doc)).toBe('x'.repeat(200))
    expect(stage.server.peer().inbox.map(({ kind }) => kind)).toEqual(['step2'])
  })

  test('L5 joined updates stay under the message limit of the hello', async () => {
    stage.server.hello = { ...stage.server.hello, maxMessageBytes: 2_000 }
    const connection = stage.connect()
    await statusOf(connection, isStored)
    for (let i = 0; i < 100; i++) write(stage.doc, 'x'.repeat(400))
    stage.clock.advance(1_000)
    await statusOf(connection, isStored)
    expect(textOf(stage.server.doc)).toBe('x'.repeat(40_000))
  })
})
