import { describe } from 'vitest'
import { MemoryHub } from '../src/bus/memory-bus.ts'
import { describeBus } from './support/bus-contract.ts'
import { type RoughBus, toRoughBus } from './support/rough-bus.ts'

describe('the bus of one process, which only a test can break', () => {
  const hub = new MemoryHub()
  const buses: RoughBus[] = []
  describeBus({
    join() {
      const bus = toRoughBus(hub.join())
      buses.push(bus)
      return bus
    },
    breakConnections() {
      for (const bus of buses) bus.cut()
      for (const bus of buses) bus.restore()
    },
  })
})
