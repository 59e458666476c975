import { describe, expect, test } from 'vitest'
import { SteppedClock } from '../../../test/stepped-clock.ts'
import type { Envelope } from '../../envelope.ts'
import { minAskMs } from './down.ts'
import { poll, pollMs, slackening } from './poll-down.ts'

const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

function setStage(pollIntervalMs?: number) {
  const clock = new SteppedClock()
  const page = { isVisible: true }
  const askedAt: number[] = []
  const server = { last: 0 }
  let received = 0
  const startedAt = clock.now()
  const down = poll({
    requests: {
      ask: async () => {
        askedAt.push(clock.now() - startedAt)
        const messages = Array.from({ length: server.last - received }, () => new Uint8Array(1))
        return { ack: 0, last: server.last, first: received + 1, messages }
      },
      listen: () => Promise.reject(new Error('nobody listens')),
    },
    clock,
    random: () => 1,
    isVisible: () => page.isVisible,
    pollIntervalMs,
    received: () => received,
    take: ({ messages }: Envelope) => {
      received += messages.length
    },
    onFailed: () => undefined,
    onUnfit: () => undefined,
  })
  /** ms between questions, as time passes. */
  const pass = async (ms: number) => {
    const end = clock.now() + ms
    while (clock.now() < end) {
      await settled()
      clock.advance(Math.min(clock.waiting[0] ?? ms, end - clock.now()))
    }
    await settled()
    return askedAt.slice(1).map((at, i) => at - (askedAt[i] ?? 0))
  }
  return { clock, page, server, down, pass, askedAt }
}

describe('T3 polls', () => {
  test('T3 come ever more rarely while nothing happens, but often enough to be a sign of life', async () => {
    const { pass, down } = setStage()
    const gaps = await pass(60_000)
    expect(gaps.slice(0, 3)).toEqual([1, 2, 3].map((n) => pollMs.busy * slackening ** n))
    expect(gaps.at(-1)).toBe(pollMs.idle)
    down.stop()
  })

  test('T3 come often again when something was heard, or said', async () => {
    const { pass, server, down } = setStage()
    await pass(60_000)
    server.last = 1
    const before = (await pass(pollMs.idle)).length
    const heard = await pass(1_000)
    expect(heard[before]).toBe(pollMs.busy)
    await pass(60_000)
    const count = (await pass(0)).length
    down.wake()
    const said = await pass(pollMs.busy)
    expect(said.length).toBe(count + 1)
    down.stop()
  })

  test('T3 come at once when the server says elsewhere that there is something, and not faster than they may', async () => {
    const { pass, server, down, askedAt, clock } = setStage()
    await pass(60_000)
    const last = askedAt.length
    server.last = 1
    down.onPromised(1)
    await settled()
    expect(askedAt.length).toBe(last + 1)
    server.last = 2
    down.onPromised(2)
    await settled()
    expect(askedAt.length).toBe(last + 1)
    await pass(minAskMs)
    expect(askedAt.length).toBe(last + 2)
    down.stop()
    expect(clock.waiting).toEqual([])
  })

  test('T3 come rarely where nobody looks, and soon when somebody does', async () => {
    const { pass, page, down } = setStage()
    page.isVisible = false
    const gaps = await pass(61_000)
    expect(new Set(gaps.slice(1))).toEqual(new Set([pollMs.hidden]))
    const count = gaps.length
    page.isVisible = true
    down.wake()
    expect((await pass(pollMs.busy)).length).toBe(count + 1)
    down.stop()
  })

  test('T3 come as often as they were told to, whatever happens and whoever looks', async () => {
    const { pass, page, server, down } = setStage(1_000)
    await pass(5_000)
    server.last = 1
    down.onPromised(1)
    down.wake()
    await pass(5_000)
    page.isVisible = false
    const gaps = await pass(5_000)
    expect(gaps.length).toBeGreaterThanOrEqual(14)
    expect(new Set(gaps)).toEqual(new Set([1_000]))
    down.stop()
  })
})
