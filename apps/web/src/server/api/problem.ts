import { DamagedDocumentError, isDatabaseAway } from '@duplex/db'
import { HTTPException } from 'hono/http-exception'
import type { ZodError } from 'zod'
import { type FieldError, Refusal, type RefusalCode } from '../refusal.ts'

type ProblemEntry = {
  status: 400 | 401 | 403 | 404 | 405 | 408 | 409 | 412 | 413 | 415 | 422 | 429 | 500 | 503
  title: string
}

/** The one table from code to HTTP. */
export const problemTable: Record<RefusalCode, ProblemEntry> = {
  'malformed-request': { status: 400, title: 'The request cannot be read' },
  'invalid-request': { status: 422, title: 'The request does not fit' },
  'signed-out': { status: 401, title: 'You are not signed in' },
  'wrong-credentials': { status: 401, title: 'Wrong credentials' },
  forbidden: { status: 403, title: 'You may not do that' },
  'cross-site': { status: 403, title: 'The request comes from another site' },
  'sign-up-closed': { status: 403, title: 'Sign-up is closed' },
  'not-found': { status: 404, title: 'Not found' },
  'method-not-allowed': { status: 405, title: 'The path does not answer to this method' },
  'too-slow': { status: 408, title: 'The request took too long' },
  'already-set-up': { status: 409, title: 'Set up already' },
  'not-set-up': { status: 409, title: 'Not set up yet' },
  'email-taken': { status: 409, title: 'The e-mail address is taken' },
  'already-member': { status: 409, title: 'A member already' },
  'in-trash': { status: 409, title: 'The document is in the trash' },
  'not-in-trash': { status: 409, title: 'The document is not in the trash' },
  'last-owner': { status: 409, title: 'A document needs an owner' },
  'request-in-progress': { status: 409, title: 'The same request is being worked on' },
  'schema-too-old': { status: 409, title: 'The page is too old' },
  'version-mismatch': { status: 412, title: 'Changed in the meantime' },
  'too-large': { status: 413, title: 'Too large' },
  'unsupported-media-type': { status: 415, title: 'The body has a type that is not understood' },
  'unknown-person': { status: 422, title: 'Nobody has this e-mail address' },
  'password-refused': { status: 422, title: 'The password is not good enough' },
  'idempotency-mismatch': { status: 422, title: 'The Idempotency-Key belongs to another request' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'An error of the server' },
  'document-damaged': { status: 500, title: 'Stored content is damaged' },
  'storage-away': { status: 503, title: 'The database cannot be reached' },
  interrupted: { status: 503, title: 'Interrupted' },
}

/** RFC 9457. `type` leads to the table in the API's documentation. */
export type Problem = {
  type: string
  title: string
  status: number
  detail: string
  code: RefusalCode
  requestId: string
  errors?: readonly FieldError[]
  /** Of a stream: how much is stored all the same. */
  storedBytes?: number
}

/** Everything that can be thrown, as a refusal. What is not expected is a bug and answers without detail. */
export function toRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  if (error instanceof HTTPException) return fromHttpException(error)
  if (error instanceof DamagedDocumentError) {
    return new Refusal('document-damaged', 'Stored content of this document is damaged and set aside.', {
      cause: error,
    })
  }
  if (isDatabaseAway(error)) {
    return new Refusal('storage-away', 'The database cannot be reached. Try again in a moment.', {
      cause: error,
      retryAfterSeconds: 2,
    })
  }
  return new Refusal('internal', 'Something went wrong on the server.', { cause: error })
}

/** Answers a refusal as application/problem+json. */
export function toProblemResponse(refusal: Refusal, requestId: string): Response {
  const { facts } = refusal
  const problem = toProblem(refusal, requestId)
  const { status } = problem
  const headers = new Headers({ 'Content-Type': 'application/problem+json', 'X-Request-Id': requestId })
  if (facts.retryAfterSeconds !== undefined) headers.set('Retry-After', String(facts.retryAfterSeconds))
  if (facts.allow !== undefined) headers.set('Allow', facts.allow.join(', '))
  if (status === 401) headers.set('WWW-Authenticate', 'Bearer realm="Duplex"')
  return new Response(JSON.stringify(problem), { status, headers })
}

export function toProblem({ code, message, facts }: Refusal, requestId: string): Problem {
  const { status, title } = problemTable[code]
  return {
    type: `/api/docs#problem-${code}`,
    title,
    status,
    detail: message,
    code,
    requestId,
    ...(facts.errors === undefined ? {} : { errors: facts.errors }),
    ...(facts.storedBytes === undefined ? {} : { storedBytes: facts.storedBytes }),
  }
}

/** An id that is no id names nothing; everything else that does not fit its schema says where. */
export function fromSchemaError(target: string, error: ZodError): Refusal {
  if (target === 'param') return new Refusal('not-found', 'There is nothing with this id.')
  const errors = error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }))
  if (target === 'header') return new Refusal('malformed-request', 'A header cannot be read.', { errors })
  return new Refusal('invalid-request', 'Some fields are missing, unknown or wrong.', { errors })
}

/** Thrown by the framework while it reads a body. */
function fromHttpException(error: HTTPException): Refusal {
  switch (error.status) {
    case 400:
      return new Refusal('malformed-request', 'The body cannot be read.', { cause: error })
    case 413:
      return new Refusal('too-large', 'The body is too large.', { cause: error })
    case 415:
      return new Refusal('unsupported-media-type', 'The body has a type that is not understood here.', { cause: error })
    default:
      return new Refusal('internal', 'Something went wrong on the server.', { cause: error })
  }
}
