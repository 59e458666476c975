import { readAcknowledgement } from '@duplex/protocol'
import * as decoding from 'lib0/decoding'
import { describe, expect, it } from 'vitest'
import { Acknowledgements } from './acknowledgements.ts'

function read(acks: Acknowledgements): { received: number; stored: number } {
  const decoder = decoding.createDecoder(acks.encode(1))
  decoding.readVarUint(decoder)
  const { received, stored } = readAcknowledgement(decoder)
  return { received, stored }
}

describe('Acknowledgements', () => {
  it('W3 counts what was received and what of it is stored', () => {
    const acks = new Acknowledgements()
    acks.arrive('update')
    const first = acks.accept()
    acks.arrive('update')
    acks.accept()
    acks.store(first)
    expect(read(acks)).toEqual({ received: 2, stored: 1 })
    expect(acks.isSettled).toBe(false)
  })

  it('V3 stops before a refused message, whatever is stored after it', () => {
    const acks = new Acknowledgements()
    acks.arrive('update')
    acks.store(acks.accept())
    acks.arrive('update')
    expect(acks.refuse()).toBe('ask')
    acks.arrive('update')
    acks.store(acks.accept())
    expect(read(acks)).toEqual({ received: 1, stored: 1 })
  })

  it('V3 goes on with the step 2 that answers the question, and stored only once that is stored', () => {
    const acks = new Acknowledgements()
    acks.arrive('update')
    acks.refuse()
    acks.ask()
    acks.arrive('update')
    const between = acks.accept()
    acks.arrive('step2')
    const answer = acks.accept()
    acks.store(between)
    expect(read(acks)).toEqual({ received: 3, stored: 0 })
    acks.store(answer)
    expect(read(acks)).toEqual({ received: 3, stored: 3 })
  })

  it('V3 asks once for any number of refused messages', () => {
    const acks = new Acknowledgements()
    acks.arrive('update')
    expect(acks.refuse()).toBe('ask')
    acks.ask()
    acks.arrive('update')
    expect(acks.refuse()).toBe('wait')
  })

  it('V3 does not take a step 2 for the answer to a question that was asked after it', () => {
    const acks = new Acknowledgements()
    acks.ask()
    acks.ask()
    acks.arrive('update')
    acks.refuse()
    acks.arrive('step2')
    acks.store(acks.accept())
    expect(read(acks)).toEqual({ received: 0, stored: 0 })
    acks.arrive('step2')
    acks.store(acks.accept())
    expect(read(acks)).toEqual({ received: 3, stored: 3 })
  })

  it('V3 asks again where the answer is refused too', () => {
    const acks = new Acknowledgements()
    acks.ask()
    acks.arrive('step2')
    expect(acks.refuse()).toBe('ask')
  })

  it('V3 counts nothing behind what was dropped as stored, and takes back nothing that it told', () => {
    const acks = new Acknowledgements()
    for (let i = 0; i < 3; i++) {
      acks.arrive('update')
      acks.accept()
    }
    acks.store(1)
    expect(read(acks)).toEqual({ received: 3, stored: 1 })
    expect(acks.drop()).toBe('ask')
    acks.ask()
    acks.arrive('update')
    acks.store(acks.accept())
    expect(read(acks)).toEqual({ received: 3, stored: 1 })
    acks.store(2)
    expect(read(acks)).toEqual({ received: 3, stored: 2 })
    acks.arrive('step2')
    acks.store(acks.accept())
    expect(read(acks)).toEqual({ received: 5, stored: 5 })
  })
})
