import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import { type Cast, createCast, createSharedDocument } from './test-documents.ts'
import { listen, type TestListener } from './test-listener.ts'
import { openReader, type Producer, produce } from './test-stream.ts'
import { createTestSync, type TestSync } from './test-sync.ts'
import { startTestWeb, type TestWeb } from './test-web.ts'
import { startWire, type TestWire } from './test-wire.ts'

/** Tokens of the measured stream, at 50 a second. 2,000 for the figures, fewer where only order is looked at. */
const tokenCount = Number(process.env.STREAM_TOKENS ?? 150)
const tokenMs = 20

let sync: TestSync
let web: TestWeb
let server: TestListener
let wire: TestWire
let cast: Cast
let id: string
beforeAll(async () => {
  sync = await createTestSync()
  web = await startTestWeb({ SYNC_INTERNAL_URL: sync.url })
  await sync.start(web.databaseUrl)
  server = await listen(web)
  wire = await startWire(server.url)
  cast = await createCast(web)
})
beforeEach(async () => {
  id = await createSharedDocument(web, cast)
})
afterAll(async () => {
  wire.close()
  await server.close()
  await sync.close()
  await web.stop()
})

const read = async () =>
  (await web.call('GET', `/api/v1/documents/${id}/content?format=text`, { as: cast.owner.token })).text
const tokenAt = (i: number) => (i % 12 === 11 ? `t${i}.\n` : `t${i} `)
const textOf = (count: number) => Array.from({ length: count }, (_, i) => tokenAt(i)).join('')

function stream(): Producer {
  const headers = { 'Content-Type': 'text/plain', Accept: 'application/x-ndjson' }
  const producer = produce(wire.url, id, { as: cast.editor.token, headers })
  onTestFinished(() => producer.kill())
  return producer
}

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
  const reader = await openReader(web, cast.viewer, id)
  onTestFinished(() => reader.leave())
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
  const [first, producer] = [await openReader(web, cast.viewer, id), stream()]
  const count = 120
  let restarted: Promise<void> | undefined
  const stored: number[] = []
  await type(producer, count, (i) => {
    if (i === 30) void first.leave()
    if (i === 60) restarted = sync.kill('SIGKILL').then(() => sync.start(web.databaseUrl))
    stored.push(storedBytesIn(producer.text()))
  })
  producer.end()
  await restarted
  const { json } = await producer.answer
  expect(json).toEqual({ storedBytes: textOf(count).length, done: true })
  expect(`${await read()}\n`).toBe(textOf(count))
  expect(stored).toEqual(stored.toSorted((a, b) => a - b))
  const second = await openReader(web, cast.viewer, id)
  onTestFinished(() => second.leave())
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
    const found = `${await read()}\n`
    return text.startsWith(found.trimEnd()) && found.trimEnd().length >= text.slice(0, said).trimEnd().length
  }
  await expect.poll(isThere).toBe(true)
})

test('the sync server is killed with the sender, and what had arrived is stored when it is back', {
  timeout: 60_000,
}, async () => {
  const producer = stream()
  await type(producer, 20)
  await expect.poll(async () => `${await read()}`).toContain('t19')
  await sync.kill('SIGKILL')
  producer.send('last words')
  // Nobody tells that it has arrived: nothing is stored.
  await setTimeout(15 * tokenMs)
  producer.kill()
  await sync.start(web.databaseUrl)
  await expect.poll(read, { timeout: 20_000 }).toContain('last words')
})
