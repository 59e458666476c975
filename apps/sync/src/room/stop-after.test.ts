import { expect, it } from 'vitest'
import { isStopped, stopAfter } from './stop-after.ts'

function errorOf(work: () => void, ms = 60_000): unknown {
  try {
    stopAfter(ms, work)
  } catch (error) {
    return error
  }
}

it('V5 stops work in the middle, and can be told from work that failed', () => {
  let turns = 0
  const endless = errorOf(() => {
    for (;;) turns++
  }, 50)
  const failed = new RangeError('of its own')
  const thrown = errorOf(() => {
    throw failed
  })
  expect(turns).toBeGreaterThan(0)
  expect([isStopped(endless), thrown === failed, isStopped(thrown)]).toEqual([true, true, false])
  expect(errorOf(() => turns++)).toBeUndefined()
})
