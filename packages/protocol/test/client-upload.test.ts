import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { uploadRate } from '../src/client/outgoing-gate.ts'
import { maxPartBytes } from '../src/client/upload.ts'
import { limits } from '../src/index.ts'
import { isStored, setStage, statusOf, textOf, until, write } from './client-stage.ts'

const stage = setStage()
const maxMessageBytes = 2_000
const long = Array.from({ length: 2_000 }, (_, i) => `word ${i}, `).join('')

const takeLittle = () => {
  stage.server.hello = { ...stage.server.hello, maxMessageBytes }
}
const inbox = () => stage.server.peer().inbox
const kinds = () => inbox().map(({ kind }) => kind)
const bytesSent = () => inbox().reduce((sum, { bytes }) => sum + bytes.length, 0)

/** Lets the server store one message after the other; answers with what the client said before each. */
async function storeOneByOne(connection: ReturnType<typeof stage.connect>): Promise<string[]> {
  const said: string[] = []
  while (!isStored(connection.status.getSnapshot())) {
    const before = inbox().length
    said.push(connection.status.getSnapshot().outbox.safety)
    stage.server.commit()
    await until(() => inbox().length > before || isStored(connection.status.getSnapshot()))
  }
  return said
}

describe('what is larger than a message', () => {
  test('V6 goes out in parts, of which the first is the step 2 and each fits', async () => {
    takeLittle()
    write(stage.doc, long)
    await statusOf(stage.connect(), isStored)
    expect(textOf(stage.server.doc)).toBe(long)
    expect(kinds().length).toBeGreaterThan(10)
    expect(kinds()[0]).toBe('step2')
    expect(new Set(kinds().slice(1))).toEqual(new Set(['update']))
    expect(Math.max(...inbox().map(({ bytes }) => bytes.length))).toBeLessThanOrEqual(maxMessageBytes)
    expect(inbox().some(({ isGap }) => isGap)).toBe(false)
  })

  test('ST1 is stored when its last part is, and no part goes out before the one before it is stored', async () => {
    takeLittle()
    stage.server.mode = 'hold'
    write(stage.doc, long)
    const connection = stage.connect()
    await until(() => inbox().length === 1)
    const said = await storeOneByOne(connection)
    expect(said.length).toBe(inbox().length)
    expect(new Set(said.slice(0, -1))).toEqual(new Set(['onDevice']))
    expect(textOf(stage.server.doc)).toBe(long)
  })

  test('ST1 a large paste is one edit, unstored until its last part is stored', async () => {
    takeLittle()
    const connection = stage.connect()
    await statusOf(connection, isStored)
    stage.server.mode = 'hold'
    write(stage.doc, long)
    await until(() => inbox().length === 2)
    stage.server.commit()
    await until(() => inbox().length === 3)
    expect(connection.status.getSnapshot().outbox).toEqual({ unsent: 1, unstored: 1, safety: 'onDevice' })
    await storeOneByOne(connection)
    expect(new Set(kinds().slice(1))).toEqual(new Set(['update']))
    expect(textOf(stage.server.doc)).toBe(long)
  })

  test('W3 edits that are made meanwhile follow behind the parts', async () => {
    takeLittle()
    stage.server.mode = 'hold'
    write(stage.doc, long)
    const connection = stage.connect()
    await until(() => inbox().length === 1)
    for (const letter of 'meanwhile') write(stage.doc, letter)
    expect(kinds()).toEqual(['step2'])
    const parts = (await storeOneByOne(connection)).length - 1
    expect(inbox()).toHaveLength(parts + 1)
    expect(Y.parseUpdateMeta(inbox().at(-1)?.bytes ?? new Uint8Array()).from.get(stage.doc.clientID)).toBe(long.length)
    expect(textOf(stage.server.doc)).toBe(`${long}meanwhile`)
    expect(inbox().some(({ isGap }) => isGap)).toBe(false)
  })

  test('W3 after a cut in between, the next connection sends what is missing', async () => {
    takeLittle()
    stage.server.mode = 'hold'
    write(stage.doc, long)
    const connection = stage.connect()
    for (let count = 1; count <= 5; count++) {
      await until(() => inbox().length === count)
      if (count < 5) stage.server.commit()
    }
    stage.server.peer().socket.terminate()
    await statusOf(connection, ({ kind }) => kind === 'waiting')
    stage.server.mode = 'commit'
    stage.clock.advanceToNext()
    await statusOf(connection, isStored)
    expect(textOf(stage.server.doc)).toBe(long)
    expect(Y.encodeStateVector(stage.server.doc)).toEqual(Y.encodeStateVector(stage.doc))
    const [first, second] = stage.server.peers.map((peer) => peer.inbox.length)
    expect(second).toBeLessThan((first ?? 0) + 12)
  })

  test('W3 a step 1 in between is answered with what is still missing then', async () => {
    takeLittle()
    stage.server.mode = 'hold'
    write(stage.doc, long)
    const connection = stage.connect()
    await until(() => inbox().length === 1)
    stage.server.commit()
    await until(() => inbox().length === 2)
    stage.server.commit()
    await until(() => inbox().length === 3)
    stage.server.peer().sendStep1()
    await storeOneByOne(connection)
    expect(kinds().flatMap((kind, i) => (kind === 'step2' ? [i] : []))).toEqual([0, 3])
    expect(textOf(stage.server.doc)).toBe(long)
  })

  test('V6 a reader sends none of it', async () => {
    takeLittle()
    stage.server.hello = { ...stage.server.hello, role: 'viewer' }
    write(stage.doc, long)
    const connection = stage.connect()
    // It has what the server lacks and may not send it, which no reconnect changes.
    await statusOf(connection, ({ kind }) => kind === 'waiting')
    expect(inbox()).toEqual([])
  })
})

describe('the bytes that the client sends', () => {
  test('L5 stay under the rate of the server, whatever there is to send', async () => {
    const text = 'x'.repeat(7 * limits.MiB)
    write(stage.doc, text)
    const connection = stage.connect()
    const startedAt = stage.clock.now()
    const isPacing = () => (stage.clock.waiting[0] ?? 0) < 1_000
    while (!isStored(connection.status.getSnapshot())) {
      await until(() => isStored(connection.status.getSnapshot()) || (bytesSent() > limits.MiB && isPacing()))
      const allowed = uploadRate.burst + ((stage.clock.now() - startedAt) / 1000) * uploadRate.perSecond
      expect(bytesSent()).toBeLessThanOrEqual(allowed)
      stage.clock.advanceToNext()
    }
    expect(stage.clock.now() - startedAt).toBeGreaterThan(3_000)
    expect(stage.server.peers).toHaveLength(1)
    expect(Math.max(...inbox().map(({ bytes }) => bytes.length))).toBeLessThanOrEqual(maxPartBytes)
    expect(textOf(stage.server.doc).length).toBe(text.length)
  })

  test('L5 stay under it where many edits of a size come at once', async () => {
    const connection = stage.connect()
    await statusOf(connection, isStored)
    for (let i = 0; i < 24; i++) write(stage.doc, 'x'.repeat(limits.MiB / 4))
    await until(() => bytesSent() > 3 * limits.MiB)
    expect(bytesSent()).toBeLessThanOrEqual(uploadRate.burst)
    while (!isStored(connection.status.getSnapshot())) {
      stage.clock.advance(100)
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(textOf(stage.server.doc).length).toBe(6 * limits.MiB)
    expect(stage.server.peers).toHaveLength(1)
  })
})
