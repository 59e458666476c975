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
  expect(refusalOf(new ApiError({ status, code }))?.cause).toBe(cause)
})

it('L5 takes an answer that names a time for a wish to be left alone until then', () => {
  const busy = new ApiError({ status: 503, code: 'internal' }, { retryAfterSeconds: 3 })
  expect(refusalOf(busy)).toEqual({ kind: 'refused', cause: 'overloaded', retryAfterMs: 3_000 })
  expect(refusalOf(new ApiError({ status: 500, code: 'internal' }, { retryAfterSeconds: 3 }))).toBeUndefined()
})

it('L5 takes what is no answer of the API for no refusal', () => {
  expect(refusalOf(new TypeError('network'))).toBeUndefined()
})
