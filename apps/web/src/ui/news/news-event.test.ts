import { expect, it } from 'vitest'
import { hear, type NewsEvent, readNewsEvent } from './news-event.ts'

it.each<[string, number | undefined, NewsEvent, number, boolean]>([
  ['the next event', 4, { event: 'document', id: 5 }, 5, true],
  ['an event that it has', 5, { event: 'document', id: 5 }, 5, false],
  ['an event after some that it missed', 4, { event: 'document', id: 9 }, 9, true],
  ['that it has everything', 5, { event: 'ready', id: 5 }, 5, false],
  ['that others have more', 5, { event: 'ready', id: 7 }, 7, true],
  ['that the line is behind it', 5, { event: 'ready', id: 3 }, 5, false],
  ['where it begins', undefined, { event: 'ready', id: 3 }, 3, false],
  ['an event before it knows where it begins', undefined, { event: 'document', id: 3 }, 3, true],
  ['that numbers begin anew', 9, { event: 'reset', id: 2 }, 2, true],
])('a tab hears %s', (_, before, event, position, isStale) => {
  expect(hear(before, event)).toEqual({ position, isStale })
})

it('news of a later version are left alone', () => {
  expect(readNewsEvent({ event: 'job', data: '{"id":3}' })).toBeUndefined()
  expect(readNewsEvent({ event: 'document', data: '{"id":3,"kind":"moved"}' })).toEqual({ event: 'document', id: 3 })
})
