import { describe, expect, onTestFinished, test } from 'vitest'
import { limitBodies } from '../src/server/network/body-deadline.ts'
import { setStreamStage } from './stream-stage.ts'

const streams = {
  windowBytes: 4_096,
  maxBytes: 1_000_000,
  maxStreamMs: 8_000,
  maxIdleMs: 5_000,
  maxStallMs: 2_500,
  progressMs: 1,
  checkMs: 20,
  maxReplicaBytes: 200_000,
}
const shutdown = new AbortController()
limitBodies({ usualMs: 60_000, streamMs: 60_000, isStream: () => true, lingerMs: 300 })

const stage = setStreamStage({ streams, shutdown: shutdown.signal })
const { stream, contentOf } = stage

describe('a stream', () => {
  test('ends with what is stored where its sender falls silent', async () => {
    const producer = stream()
    producer.send('and then')
    expect(await producer.answer).toMatchObject({ status: 408, json: { code: 'too-slow', storedBytes: 8 } })
    expect(await contentOf()).toBe('and then')
  })

  test('ends after its time, however busy', async () => {
    const producer = stream()
    const timer = setInterval(() => producer.send('tick '), 50)
    onTestFinished(() => clearInterval(timer))
    const { status, json } = await producer.answer
    expect({ status, code: json.code }).toEqual({ status: 408, code: 'too-slow' })
    expect((await contentOf()).length).toBe(json.storedBytes)
  })

  test('is cut off from a sender that goes on after the answer', async () => {
    const producer = stream()
    producer.send(Buffer.from([0xff]))
    expect((await producer.answer).status).toBe(422)
    await expect.poll(() => producer.isCut(), { timeout: 5_000 }).toBe(true)
  })

  test('that grows beyond a document is refused', async () => {
    const producer = stream()
    for (let i = 0; i < 12; i++) producer.send('x'.repeat(100_000))
    const { status, json } = await producer.answer
    expect({ status, code: json.code }).toEqual({ status: 413, code: 'too-large' })
    expect(json.storedBytes).toBeGreaterThan(0)
    expect((await contentOf()).length).toBe(json.storedBytes)
  })

  test('waits until another one into a large document is done', async () => {
    const large = stream({ as: stage.cast.owner.token, headers: { Accept: 'application/x-ndjson' } })
    large.send('x'.repeat(150_000))
    large.end()
    await large.answer
    const first = stream({ headers: { Accept: 'application/x-ndjson' } })
    first.send('a')
    await expect.poll(first.text, { timeout: 4_500 }).toMatch(/storedBytes/)
    const second = stream()
    expect(await second.answer).toMatchObject({ status: 429, json: { code: 'too-many-requests' } })
    first.end()
    await first.answer
  })

  test('is read no faster than it is stored, and says so where it cannot be', async () => {
    await stage.sync.kill('SIGKILL')
    const producer = stream()
    for (let i = 0; i < 9; i++) producer.send('x'.repeat(1_000_000))
    await expect.poll(() => producer.isHeldBack, { timeout: 2_000 }).toBe(true)
    const { status, json } = await producer.answer
    expect(status).toBe(503)
    expect(json).toMatchObject({ code: 'interrupted', storedBytes: 0 })
    await stage.sync.start(stage.web.databaseUrl)
  })

  test('is stored before the server ends, and says that it was', async () => {
    const producer = stream()
    producer.send('so far')
    await expect.poll(() => contentOf(), { timeout: 4_500 }).toBe('so far')
    shutdown.abort()
    expect(await producer.answer).toMatchObject({ status: 503, json: { code: 'interrupted', storedBytes: 6 } })
  })
})
