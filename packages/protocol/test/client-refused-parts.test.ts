import { describe, expect, test } from 'vitest'
import { isStored, setStage, statusOf, textOf, until, write } from './client-stage.ts'

const stage = setStage()
const long = Array.from({ length: 500 }, (_, i) => `word ${i}, `).join('')

const inbox = () => stage.server.peer().inbox
/** Places of the step 2 messages. */
const answers = () => inbox().flatMap(({ kind }, i) => (kind === 'step2' ? [i] : []))

function takeLittle(refused: readonly number[]): void {
  stage.server.hello = { ...stage.server.hello, maxMessageBytes: 1_000 }
  stage.server.refused = new Set(refused)
}

/** No time passes on the clock of the client: nothing that only a deadline ends ever ends. */
describe('a part that the server refuses', () => {
  test.each([0, 1, 3])(
    'V3 part %i of the first step 2 is sent again, and nobody waits for the other',
    async (place) => {
      takeLittle([place])
      write(stage.doc, long)
      await statusOf(stage.connect(), isStored)
      expect(answers()).toEqual([0, place + 1])
      expect(textOf(stage.server.doc)).toBe(long)
      expect(stage.server.peers).toHaveLength(1)
    },
  )

  test.each([1, 2, 4])('V3 message %i, a part of a large edit, is sent again as a part of an answer', async (place) => {
    takeLittle([place])
    const connection = stage.connect()
    await statusOf(connection, isStored)
    write(stage.doc, long)
    await statusOf(connection, isStored)
    expect(answers()).toEqual([0, place + 1])
    expect(textOf(stage.server.doc)).toBe(long)
    expect(stage.server.peers).toHaveLength(1)
  })

  test('V3 a small update is sent again with an answer that is large, because much was written behind it', async () => {
    takeLittle([1])
    const connection = stage.connect()
    await statusOf(connection, isStored)
    write(stage.doc, 'small')
    write(stage.doc, long)
    await statusOf(connection, isStored)
    expect(textOf(stage.server.doc)).toBe(`small${long}`)
    expect(stage.server.peers).toHaveLength(1)
  })

  test('W3 ST1 what was refused is not called stored before the last part of the answer is', async () => {
    takeLittle([1])
    write(stage.doc, 'base')
    const connection = stage.connect()
    await statusOf(connection, isStored)
    stage.server.mode = 'hold'
    // Deletions are in the last part.
    stage.doc.getText('default').delete(0, 4)
    write(stage.doc, long)
    await until(() => inbox().length === 3)
    const said: string[] = []
    while (!isStored(connection.status.getSnapshot())) {
      const before = inbox().length
      expect(connection.status.getSnapshot().outbox.unstored).toBe(2)
      said.push(connection.status.getSnapshot().outbox.safety)
      stage.server.commit()
      await until(() => inbox().length > before || isStored(connection.status.getSnapshot()))
    }
    expect(said.length).toBeGreaterThan(4)
    expect(new Set(said.slice(0, -1))).toEqual(new Set(['onDevice']))
    expect(textOf(stage.server.doc)).toBe(long)
  })
})
