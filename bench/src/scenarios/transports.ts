import { setTimeout as pause } from 'node:timers/promises'
import { type TransportName, transportNames } from '@duplex/protocol/client'
import * as prng from 'lib0/prng'
import { percentile } from '../load/stopwatch.ts'
import { lettersPerSecond } from '../load/type-together.ts'
import type { Measure } from '../report/measure.ts'
import { type Taken, WayUnderTest } from '../ways/way-under-test.ts'
import type { Run, Scenario } from './scenario.ts'

const titles: Readonly<Record<TransportName, string>> = {
  websocket: 'WebSocket',
  sse: 'Server-Sent Events',
  'long-polling': 'long polling',
  polling: 'polling',
}

type Size = {
  /** Who read what one person types, and how long. */
  readonly readers: number
  readonly seconds: number
  /** The server's CPU is read with few and with many readers: what one more takes is the difference. */
  readonly few: number
  readonly many: number
  readonly crowdSeconds: number
  /** Who ask once a second, and how long. Shorter than the server's first heartbeat, which would be news. */
  readonly pollers: number
  readonly pollSeconds: number
}

const warmUpSeconds = 2
const crowdLettersPerSecond = 2
/** Until what was said to those who came and went is over. */
const settleMs = 1_000
/** Heartbeats are news, too, where polling takes longer than it should. */
const leastEmpty = 0.95
/** Whose polling is computed from the measured polls. */
const people = 1_000

const full: Size = { readers: 20, seconds: 8, few: 60, many: 500, crowdSeconds: 6, pollers: 300, pollSeconds: 6 }
const small: Size = { readers: 5, seconds: 2, few: 10, many: 60, crowdSeconds: 2, pollers: 40, pollSeconds: 2 }

/** The same document by each way in which our client can be connected. */
export const transports: Scenario = { ...compareTransports(full), quickly: compareTransports(small) }

function compareTransports(size: Size): Scenario {
  return {
    title: `1 writer x ${lettersPerSecond} edits/s, ${size.readers} who only read, by each transport`,
    ways: Object.fromEntries(transportNames.map((transport) => [titles[transport], measure(transport, size)])),
  }
}

function measure(transport: TransportName, size: Size): Run {
  return async (server, random) =>
    await WayUnderTest.during(server, transport, prng.uint32(random, 0, 2 ** 31), async (way) => [
      ...(await measureKeystrokes(way, size)),
      ...(await measureCrowd(way, size)),
      ...(await measureEmptyPolls(way, transport, size)),
    ])
}

async function measureKeystrokes(way: WayUnderTest, { readers, seconds }: Size): Promise<Measure[]> {
  await way.joinReaders(readers)
  await way.type(lettersPerSecond, warmUpSeconds)
  let seenMs: number[] = []
  const taken = await way.watch(async () => {
    seenMs = await way.type(lettersPerSecond, seconds)
  })
  const [deliveries, keystrokes] = [seenMs.length, seenMs.length / readers]
  const { writer, readers: all, cpuSeconds } = taken
  return [
    { name: 'edit to a reader, p50', value: percentile(seenMs, 0.5), unit: 'ms' },
    { name: 'edit to a reader, p95', value: percentile(seenMs, 0.95), unit: 'ms' },
    { name: 'up per keystroke, at who types', value: writer.up / keystrokes, unit: 'B' },
    { name: 'down per keystroke, at who types', value: writer.down / keystrokes, unit: 'B' },
    { name: 'up per delivery, at a reader', value: all.up / deliveries, unit: 'B' },
    { name: 'down per delivery, at a reader', value: all.down / deliveries, unit: 'B' },
    { name: 'requests per keystroke, at who types', value: writer.requests / keystrokes, unit: '' },
    { name: 'requests per delivery, at a reader', value: all.requests / deliveries, unit: '' },
    { name: 'server CPU per 1,000 deliveries', value: cpuSeconds && (cpuSeconds * 1e6) / deliveries, unit: 'ms' },
  ]
}

async function measureCrowd(way: WayUnderTest, { few, many, crowdSeconds }: Size): Promise<Measure[]> {
  const watchCrowd = async (count: number) => {
    await way.joinReaders(count)
    await pause(settleMs)
    return await way.watch(() =>
      Promise.all([way.type(crowdLettersPerSecond, crowdSeconds), pause(crowdSeconds * 1000)]),
    )
  }
  const [before, after] = [toShare(await watchCrowd(few)), toShare(await watchCrowd(many))]
  const each = before === undefined || after === undefined ? undefined : (after - before) / (many - few)
  const one = `${crowdLettersPerSecond} letters a second`
  return [
    { name: `one more reader of ${one}: server CPU a second`, value: each && each * 1000, unit: 'ms' },
    { name: `readers of ${one} that one core carries, computed`, value: toCount(each), unit: '' },
  ]
}

/** How many of that share make one core; undefined where it is too small to tell. */
function toCount(share: number | undefined): number | undefined {
  return share === undefined || share <= 0 ? undefined : Math.round(1 / share)
}

/** Cores that the server kept busy. */
function toShare({ cpuSeconds, ms }: Taken): number | undefined {
  return cpuSeconds && cpuSeconds / (ms / 1000)
}

/** Of polling only: the others do not ask. */
async function measureEmptyPolls(way: WayUnderTest, transport: TransportName, size: Size): Promise<Measure[]> {
  const taken = transport === 'polling' ? await watchPolls(way, size) : undefined
  const { up, down, cpuMs } = taken ?? {}
  const bytes = up === undefined || down === undefined ? undefined : up + down
  const everybody = `${people.toLocaleString('en')} people ask once a second`
  return [
    { name: 'an empty poll: up', value: up, unit: 'B' },
    { name: 'an empty poll: down', value: down, unit: 'B' },
    { name: 'an empty poll: server CPU', value: cpuMs, unit: 'ms' },
    { name: `${everybody}: server CPU a second, computed`, value: cpuMs && (cpuMs * people) / 1000, unit: 's' },
    { name: `${everybody}: traffic a second, computed`, value: bytes && (bytes * people) / 1000, unit: 'KB' },
  ]
}

async function watchPolls(way: WayUnderTest, { pollers, pollSeconds }: Size) {
  await way.leave()
  await pause(settleMs)
  await way.readers.tell('poll', { invitations: await way.invite(pollers), warmUpSeconds: 1 })
  let counts = { polls: 0, empty: 0 }
  const taken = await way.watch(async () => {
    counts = await way.readers.tell('pollOn', { seconds: pollSeconds })
  })
  if (counts.empty < counts.polls * leastEmpty) throw new Error(`${counts.polls - counts.empty} polls brought news`)
  const { readers, cpuSeconds } = taken
  return {
    up: readers.up / counts.polls,
    down: readers.down / counts.polls,
    cpuMs: cpuSeconds && (cpuSeconds * 1000) / counts.polls,
  }
}
