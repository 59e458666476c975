import { describe, expect, test } from 'vitest'
import { SteppedClock } from '../../../test/stepped-clock.ts'
import type { Envelope } from '../../envelope.ts'
import { maxFailingMs } from './patience.ts'
import { maxSaidBytes, Uplink } from './uplink.ts'
import { type SayManner, VisitEnded } from './visit-requests.ts'

type Said = {
  readonly envelope: Envelope
  readonly manner: SayManner
  answer(ack: number): void
  fail(error?: Error): void
}

/** Everything that may go on without the world has gone on. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

function setStage() {
  const clock = new SteppedClock()
  const said: Said[] = []
  const failures: unknown[] = []
  const uplink = new Uplink({
    clock,
    random: () => 1,
    received: () => 7,
    say: (envelope, manner) =>
      new Promise((resolve, reject) => {
        const answer = (ack: number) => resolve({ ack, last: 7, first: 8, messages: [] })
        said.push({ envelope, manner, answer, fail: (error = new Error('no network')) => reject(error) })
      }),
    onAnswer: ({ ack }) => uplink.onAcknowledged(ack),
    onFailed: (error) => failures.push(error),
  })
  const numbersOf = ({ envelope: { first, messages } }: Said) => messages.map((_, i) => first + i)
  return { clock, said, failures, uplink, numbersOf, last: () => said.at(-1) as Said }
}

const word = (byte: number) => new Uint8Array([byte])

describe('T2 the way up', () => {
  test('T2 says in one request what is said in one turn, and the rest when that was answered', async () => {
    const { uplink, said, numbersOf } = setStage()
    uplink.push(word(1))
    uplink.push(word(2))
    await settled()
    uplink.push(word(3))
    await settled()
    expect(said.map(numbersOf)).toEqual([[1, 2]])
    expect(said[0]?.envelope).toMatchObject({ ack: 7, last: 2, first: 1 })
    said[0]?.answer(2)
    await settled()
    expect(said.map(numbersOf)).toEqual([[1, 2], [3]])
  })

  test('T2 says again, under the same numbers, what was not acknowledged', async () => {
    const { uplink, said, clock, numbersOf } = setStage()
    uplink.push(word(1))
    await settled()
    said[0]?.fail()
    await settled()
    uplink.push(word(2))
    clock.advanceToNext()
    await settled()
    expect(said.map(numbersOf)).toEqual([[1], [1, 2]])
    said[1]?.answer(1)
    await settled()
    expect(said.map(numbersOf)).toEqual([[1], [1, 2], [2]])
  })

  test('T2 does not say again what another answer acknowledged meanwhile', async () => {
    const { uplink, said, clock, numbersOf } = setStage()
    for (const byte of [1, 2, 3]) uplink.push(word(byte))
    await settled()
    said[0]?.fail()
    await settled()
    uplink.onAcknowledged(2)
    clock.advanceToNext()
    await settled()
    expect(said.map(numbersOf)).toEqual([[1, 2, 3], [3]])
  })

  test('T2 gives up after 10 s of failures, and at once where the server says so', async () => {
    const { uplink, said, clock, failures, last } = setStage()
    uplink.push(word(1))
    await settled()
    const startedAt = clock.now()
    while (failures.length === 0 && said.length < 100) {
      last().fail()
      await settled()
      clock.advanceToNext()
      await settled()
    }
    expect(clock.now() - startedAt).toBeGreaterThanOrEqual(maxFailingMs)
    expect(clock.now() - startedAt).toBeLessThan(maxFailingMs + 3_000)
    const other = setStage()
    other.uplink.push(word(1))
    await settled()
    other.last().fail(new VisitEnded(4501, 'access'))
    await settled()
    expect(other.failures).toEqual([new VisitEnded(4501, 'access')])
  })

  test('T2 leaves with everything that waits, also while a request is under way, and says no more', async () => {
    const { uplink, said, numbersOf, last } = setStage()
    uplink.push(word(1))
    await settled()
    uplink.push(word(2))
    uplink.leave()
    expect(numbersOf(last())).toEqual([1, 2])
    expect(last().manner).toEqual({ isLast: true, keepalive: true })
    said[0]?.answer(1)
    uplink.push(word(3))
    await settled()
    expect(said).toHaveLength(2)
  })

  test('T2 says no more in one request than arrives in time, and one message in any case', async () => {
    const { uplink, said, numbersOf } = setStage()
    for (const size of [maxSaidBytes + 1, maxSaidBytes - 1, 2]) uplink.push(new Uint8Array(size))
    for (const ack of [1, 2, 3]) {
      await settled()
      said.at(-1)?.answer(ack)
    }
    await settled()
    expect(said.map(numbersOf)).toEqual([[1], [2], [3]])
  })

  test('T2 acknowledges without a message where none is to be said', async () => {
    const { uplink, said } = setStage()
    uplink.acknowledge()
    await settled()
    expect(said.map(({ envelope }) => envelope)).toEqual([{ ack: 7, last: 0, first: 1, messages: [] }])
  })
})
