import { describe, expect, it } from 'vitest'
import { ApiError } from '../api/api-error.ts'
import { toFieldErrors } from './field-errors.ts'

const messages = {
  email: { 'email-taken': 'taken', 'invalid-request': 'not an address' },
  password: { 'password-refused': 'too common', 'invalid-request': 'too short' },
}

describe('a refusal said at its field', () => {
  it('puts a code at the field that it is about', () => {
    const error = new ApiError({ status: 409, code: 'email-taken' })
    expect(toFieldErrors(error, messages)).toEqual({ email: 'taken' })
  })

  it('marks only the fields that an invalid request names', () => {
    const error = new ApiError({
      status: 422,
      code: 'invalid-request',
      errors: [{ path: 'password', message: 'Too small' }],
    })
    expect(toFieldErrors(error, messages)).toEqual({ password: 'too short' })
  })

  it('marks nothing for anything else', () => {
    expect(toFieldErrors(new ApiError({ status: 503, code: 'storage-away' }), messages)).toEqual({})
    expect(toFieldErrors(new Error('bug'), messages)).toEqual({})
  })
})
