import { afterEach, expect, it, vi } from 'vitest'
import { maxLoadingMs, startTraces, traced } from './page-traces.ts'

afterEach(() => vi.useRealTimers())

it('what a page asks for waits for a moment and no longer, where what traces never comes', async () => {
  vi.useFakeTimers()
  const answer = new Response()
  const ask = () => traced('GET', '/api/v1/me', new Headers(), async () => answer)
  expect(await ask()).toBe(answer)
  startTraces(1, () => new Promise(() => undefined))
  let answered: Response | undefined
  void ask().then((response) => {
    answered = response
  })
  await vi.advanceTimersByTimeAsync(maxLoadingMs - 1)
  expect(answered).toBeUndefined()
  await vi.advanceTimersByTimeAsync(1)
  expect(answered).toBe(answer)
  expect(await ask()).toBe(answer)
})
