import { limits } from '@duplex/protocol'
import { describe, expect, test } from 'vitest'
import { cutOf, editTimesOf } from './edit-times.ts'
import { connectionsLeft, knobNames, knobs, toJob } from './job.ts'
import { readJob, writeJob } from './job-query.ts'
import { presets } from './presets.ts'

const most = toJob(Object.fromEntries(knobNames.map((name) => [name, knobs[name].max])))

describe('a job', () => {
  test.each([...Object.values(presets), most])('is the same again from its address (%#)', (job) => {
    expect(readJob(new URLSearchParams(writeJob(job)))).toEqual(job)
    expect(editTimesOf(readJob(new URLSearchParams(writeJob(job))))).toEqual(editTimesOf(job))
  })

  test('keeps within what may be chosen, whatever an address says', () => {
    const job = readJob(new URLSearchParams('readers=99&edits=0&delay=-5&bytes=1e9&seconds=x&poll=250&unknown=1'))
    expect(job).toEqual(toJob({ readers: 8, editsPerTenSeconds: 1, pollIntervalMs: 250 }))
  })

  test('that is as large as may be leaves connections for the rest of the product', () => {
    expect(connectionsLeft(most)).toBeGreaterThanOrEqual(10)
    const bytesPerSecond = (most.payloadBytes * most.editsPerTenSeconds) / 10
    expect(bytesPerSecond).toBeLessThan(limits.byteRate.perSecond)
    expect(most.editsPerTenSeconds / 10).toBeLessThan(limits.messageRate.perSecond / 2)
  })
})

describe('edits', () => {
  test('come in order, as often as they should, and not in the rhythm of polls', () => {
    const times = editTimesOf(toJob({ editsPerTenSeconds: 40, seconds: 60 }))
    expect(times.length).toBe(240)
    expect(times).toEqual([...times].sort((a, b) => a - b))
    expect(times.at(-1)).toBeLessThan(60_000)
    const phases = times.map((at) => at % 1_000)
    expect(phases.reduce((sum, phase) => sum + phase, 0) / phases.length).toBeGreaterThan(470)
    expect(phases.reduce((sum, phase) => sum + phase, 0) / phases.length).toBeLessThan(530)
  })

  test('leave the share of the time free that is idle', () => {
    const times = editTimesOf(toJob({ editsPerTenSeconds: 100, seconds: 20, idlePercent: 75 }))
    expect(times.length).toBe(50)
    expect(times.every((at) => at % 4_000 < 1_000)).toBe(true)
  })

  test('are others with another seed', () => {
    expect(editTimesOf(toJob({ seed: 2 }))).not.toEqual(editTimesOf(toJob({ seed: 1 })))
  })
})

test('a cut is in the middle, and leaves time to come back', () => {
  expect(cutOf(toJob({ seconds: 15, cutSeconds: 2 }))).toEqual({ fromMs: 6_000, untilMs: 8_000 })
  expect(cutOf(toJob({ seconds: 5, cutSeconds: 5 }))).toEqual({ fromMs: 2_000, untilMs: 4_000 })
  expect(cutOf(toJob({ cutSeconds: 0 }))).toBeUndefined()
})
