import { limits } from '@duplex/protocol'
import { describe, expect, it } from 'vitest'
import { createManualClock } from '../../test/support/manual-clock.ts'
import { createTimerWheel } from '../timer-wheel.ts'
import { Probes } from './probes.ts'

describe('D3 probes', () => {
  it('D3 end after their time, with whatever goes on in them', () => {
    const clock = createManualClock()
    const probes = new Probes({ wheel: createTimerWheel(clock), random: () => 0.5 })
    const { key, probe } = probes.create('ada')
    let ends = 0
    probe.attach({ end: () => void ends++ })
    clock.advance(limits.probeLifeMs - 1_000)
    expect([probes.find(key), ends]).toEqual([probe, 0])
    clock.advance(1_100)
    expect([probes.find(key), probe.isOver, ends, probes.count]).toEqual([undefined, true, 1, 0])
    expect([probe.carry(1), probe.attach({ end: () => void ends++ })]).toEqual([false, undefined])
  })

  it('D3 are so many, and whoever comes too late is told when to come back', () => {
    const probes = new Probes({ wheel: createTimerWheel(createManualClock()), random: () => 0.5 })
    for (let i = 0; i < limits.maxProbes; i++) probes.create(`person ${i}`)
    expect(() => probes.create('one more')).toThrow(expect.objectContaining({ retryMs: limits.probeLifeMs / 2 }))
  })
})
