import { describe, expect, it } from 'vitest'
import { createManualClock } from '../../test/support/manual-clock.ts'
import { createTimerWheel } from '../timer-wheel.ts'
import { Heartbeat } from './heartbeat.ts'

/** Runs a heartbeat for `seconds`; `answers`: whether the other side answers a ping at that second. */
function run(seconds: number, answers: (second: number) => boolean, random = Math.random) {
  const clock = createManualClock()
  const pings: number[] = []
  const beats: number[] = []
  const silences: number[] = []
  const now = () => clock.elapsed() / 1000
  const context = { wheel: createTimerWheel(clock), intervalMs: 20_000, random }
  const heartbeat: Heartbeat = new Heartbeat(context, {
    ping() {
      pings.push(now())
      if (answers(now())) heartbeat.heard()
    },
    onBeat: () => beats.push(now()),
    onSilence: () => silences.push(now()),
  })
  clock.advance(seconds * 1000)
  heartbeat.stop()
  return { pings, beats, silences }
}

function gaps(times: readonly number[]): number[] {
  return times.map((time, i) => time - (times[i - 1] ?? 0))
}

describe('heartbeat', () => {
  it('L1 pings every 20 s, give or take a tenth, and no two connections in step', () => {
    const { pings, silences } = run(600, () => true)
    for (const gap of gaps(pings).slice(1)) expect(gap).toBeGreaterThanOrEqual(18)
    for (const gap of gaps(pings)) expect(gap).toBeLessThanOrEqual(22.5)
    expect(new Set(gaps(pings).map((gap) => gap.toFixed(1))).size).toBeGreaterThan(3)
    expect(silences).toEqual([])
  })

  it('L1 says something that the client can hear at least every 25 s', () => {
    for (const random of [() => 0, () => 0.999]) {
      for (const gap of gaps(run(600, () => true, random).beats)) expect(gap).toBeLessThanOrEqual(25)
    }
  })

  it('L1 gives up after two unanswered pings, at most 45 s after the last sign', () => {
    for (const random of [Math.random, () => 0, () => 0.999]) {
      const { pings, silences } = run(200, (second) => second < 60, random)
      const lastAnswered = pings.filter((second) => second < 60).at(-1) ?? 0
      expect(pings.filter((second) => second >= 60)).toHaveLength(2)
      expect((silences[0] ?? 999) - lastAnswered).toBeLessThanOrEqual(45)
    }
  })

  it('L1 forgives a ping that went unanswered where the next is not', () => {
    let pings = 0
    expect(run(600, () => ++pings % 2 === 0).silences).toEqual([])
  })
})
