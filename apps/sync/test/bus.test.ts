import { describe } from 'vitest'
import { MemoryHub } from '../src/bus/memory-bus.ts'
import { describeBus } from './support/bus-contract.ts'

describe('the bus of one process', () => {
  const hub = new MemoryHub()
  describeBus(() => hub.join())
})
