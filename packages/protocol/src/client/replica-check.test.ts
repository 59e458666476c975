import { describe, expect, test } from 'vitest'
import { ReplicaCheck } from './replica-check.ts'

const ours = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8])
const same = new Uint8Array(ours)
const other = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 9])

describe('the check of a replica', () => {
  test('W3 escalates one step at a time: ask, reconnect, diverged', () => {
    const check = new ReplicaCheck()
    expect(check.compare(ours, same)).toBe('same')
    expect(check.compare(ours, other)).toBe('ask')
    check.recordAnswer()
    expect(check.compare(ours, other)).toBe('reconnect')
    check.startConnection()
    expect(check.compare(ours, other)).toBe('diverged')
    expect(check.isDiverged).toBe(true)
  })

  test('W3 concludes nothing from a digest that was sent before the answer', () => {
    const check = new ReplicaCheck()
    check.compare(ours, other)
    expect(check.awaitsAnswer).toBe(true)
    expect(check.compare(ours, other)).toBe('pending')
    check.recordAnswer()
    expect(check.awaitsAnswer).toBe(false)
    expect(check.compare(ours, same)).toBe('same')
  })

  test('W3 takes a lost connection for the reconnect', () => {
    const check = new ReplicaCheck()
    check.compare(ours, other)
    check.startConnection()
    expect(check.compare(ours, other)).toBe('diverged')
  })

  test('W3 trusts again after any match, and starts from the beginning', () => {
    const check = new ReplicaCheck()
    check.compare(ours, other)
    check.startConnection()
    check.compare(ours, other)
    expect(check.compare(ours, same)).toBe('same')
    expect(check.isDiverged).toBe(false)
    expect(check.compare(ours, other)).toBe('ask')
  })

  test('W3 an answer that nobody asked for changes nothing', () => {
    const check = new ReplicaCheck()
    check.recordAnswer()
    expect(check.compare(ours, other)).toBe('ask')
  })
})
