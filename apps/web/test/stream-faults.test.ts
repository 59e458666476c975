import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { setStreamStage } from './stream-stage.ts'
import type { Producer } from './test-stream.ts'
import { startWire, type TestWire } from './test-wire.ts'

/** Tokens of the measured stream, at 50 a second. 2,000 for the figures, fewer where only order is looked at. */
const tokenCount = Number(process.env.STREAM_TOKENS ?? 150)
const tokenMs = 20

const stage = setStreamStage()
const { readAs, contentOf } = stage
let wire: TestWire
beforeAll(async () => {
  wire = await startWire(stage.server.url)
})
afterAll(() => wire.close())

const tokenAt = (i: number) => (i % 12 === 11 ? `t${i}.\n` : `t${i} `)
const textOf = (count: number) => Array.from({ length: count }, (_, i) => tokenAt(i)).join('')

const stream = () => stage.stream({ headers: { Accept: 'application/x-ndjson' } }, wire.url)

/** Sends tokens at their pace; `onSent` is told after each. */
async function type(producer: Producer, count: number, onSent: (i: number) => void = () => undefined): Promise<void> {
  const startedAt = performance.now()
  for (let i = 0; i < count; i++) {
    const waitMs = startedAt + i * tokenMs - performance.now()
    if (waitMs > 0) await setTimeout(waitMs)
    producer.send(tokenAt(i))
    onSent(i)
  }
}

const storedBytesIn = (text: string) => JSON.parse(text.trim().split('\n').at(-1) || '{}').storedBytes ?? 0

test(`${tokenCount} tokens at 50 a second come to a reader one by one, in order`, { timeout: 120_000 }, async () => {
  const reader = await readAs('viewer')
  const sentAt: number[] = []
  const lateMs: number[] = []
  reader.onChange(() => {
    const now = performance.now()
    const text = `${reader.text()}\n`
    for (let i = lateMs.length; i < sentAt.length && text.includes(tokenAt(i).trim()); i++)
      lateMs.push(now - (sentAt[i] ?? now))
  })
  const producer = stream()
  await type(producer, tokenCount, () => sentAt.push(performance.now()))
  producer.end()
  const text = textOf(tokenCount)
  expect((await producer.answer).json).toEqual({ storedBytes: text.length, done: true })
  await expect.poll(reader.text).toBe(text.replace(/\n$/, ''))
  expect(lateMs).toHaveLength(tokenCount)
  const sorted = lateMs.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))]?.toFixed(1)
  process.stdout.write(`tokens ${tokenCount}, late by p50 ${at(0.5)} p95 ${at(0.95)} p99 ${at(0.99)} max ${at(1)} ms\n`)
})

test('the sync server and a reader are killed on the way, and no token is lost', { timeout: 60_000 }, async () => {
  const [first, producer] = [await readAs('viewer'), stream()]
  const count = 120
  let restarted: Promise<void> | undefined
  const stored: number[] = []
  await type(producer, count, (i) => {
    if (i === 30) void first.leave()
    if (i === 60) restarted = stage.sync.kill('SIGKILL').then(() => stage.sync.start(stage.web.databaseUrl))
    stored.push(storedBytesIn(producer.text()))
  })
  producer.end()
  await restarted
  const { json } = await producer.answer
  expect(json).toEqual({ storedBytes: textOf(count).length, done: true })
  expect(`${await contentOf()}\n`).toBe(textOf(count))
  expect(stored).toEqual(stored.toSorted((a, b) => a - b))
  const second = await readAs('viewer')
  await expect.poll(() => `${second.text()}\n`).toBe(textOf(count))
})

test('the sender is killed, and what was said to be stored is', { timeout: 60_000 }, async () => {
  const producer = stream()
  await type(producer, 60)
  const said = storedBytesIn(producer.text())
  producer.kill()
  expect(said).toBeGreaterThan(0)
  const text = textOf(60)
  const isThere = async () => {
    const found = `${await contentOf()}\n`
    return text.startsWith(found.trimEnd()) && found.trimEnd().length >= text.slice(0, said).trimEnd().length
  }
  await expect.poll(isThere).toBe(true)
})

test('the sync server is killed with the sender, and what had arrived is stored when it is back', {
  timeout: 60_000,
}, async () => {
  const producer = stream()
  await type(producer, 20)
  await expect.poll(async () => `${await contentOf()}`).toContain('t19')
  await stage.sync.kill('SIGKILL')
  producer.send('last words')
  // Nobody tells that it has arrived: nothing is stored.
  await setTimeout(15 * tokenMs)
  producer.kill()
  await stage.sync.start(stage.web.databaseUrl)
  await expect.poll(() => contentOf(), { timeout: 20_000 }).toContain('last words')
})
