import { expect, it } from 'vitest'
import { ApiError } from '../api/api-error.ts'
import { refusalOf } from './ticket-fetcher.ts'

it.each([
  [401, 'signed-out', 'signedOut'],
  [404, 'not-found', 'notFound'],
  [503, 'storage-away', 'storageAway'],
  [500, 'internal', undefined],
  [0, 'unreachable', undefined],
])('L5 takes the answer %i %s for %s', (status, code, cause) => {
  expect(refusalOf(new ApiError({ status, code }))).toBe(cause)
})

it('L5 takes what is no answer of the API for no refusal', () => {
  expect(refusalOf(new TypeError('network'))).toBeUndefined()
})
