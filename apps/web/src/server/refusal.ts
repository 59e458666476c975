/** Every expected reason to say no, over HTTP and on pages alike. api/problem.ts gives each its status and title. */
export type RefusalCode =
  | 'malformed-request'
  | 'invalid-request'
  | 'signed-out'
  | 'wrong-credentials'
  | 'forbidden'
  | 'cross-site'
  | 'sign-up-closed'
  | 'not-found'
  | 'method-not-allowed'
  | 'already-set-up'
  | 'not-set-up'
  | 'email-taken'
  | 'already-member'
  | 'in-trash'
  | 'not-in-trash'
  | 'last-owner'
  | 'request-in-progress'
  | 'schema-too-old'
  | 'version-mismatch'
  | 'too-large'
  | 'unsupported-media-type'
  | 'unknown-person'
  | 'password-refused'
  | 'idempotency-mismatch'
  | 'too-many-requests'
  | 'too-slow'
  | 'internal'
  | 'document-damaged'
  | 'storage-away'
  | 'interrupted'

/** What is wrong with one field. `path` as in the request, joined by dots. */
export type FieldError = { path: string; message: string }

type RefusalFacts = {
  errors?: readonly FieldError[]
  /** Seconds after which trying again makes sense. */
  retryAfterSeconds?: number
  /** Methods that the path does answer to. */
  allow?: readonly string[]
  /** How many bytes of a stream are stored all the same. */
  storedBytes?: number
  cause?: unknown
}

/** An expected no. `detail` is one sentence for a person and names nothing that this person may not know. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: RefusalCode
  readonly facts: RefusalFacts

  constructor(code: RefusalCode, detail: string, facts: RefusalFacts = {}) {
    super(detail, { cause: facts.cause })
    this.code = code
    this.facts = facts
  }
}
