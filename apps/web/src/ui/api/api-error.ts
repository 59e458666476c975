/** The problem+json body of every refused request (RFC 9457). */
export type Problem = {
  status: number
  code: string
  detail?: string
  requestId?: string
  errors?: { path: string; message: string }[]
}

/** The one error of every request. `code` is the server's, or `unreachable` where no answer came. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly requestId: string | undefined
  /** Which fields were refused; empty where the refusal is about the whole request. */
  readonly fields: readonly { path: string; message: string }[]
  /** Seconds, from Retry-After. */
  readonly retryAfterSeconds: number | undefined

  constructor(problem: Problem, options: { retryAfterSeconds?: number; cause?: unknown } = {}) {
    super(problem.detail ?? problem.code, { cause: options.cause })
    this.name = 'ApiError'
    this.status = problem.status
    this.code = problem.code
    this.requestId = problem.requestId
    this.fields = problem.errors ?? []
    this.retryAfterSeconds = options.retryAfterSeconds
  }
}

export function isApiError(error: unknown, ...codes: string[]): error is ApiError {
  return error instanceof ApiError && (codes.length === 0 || codes.includes(error.code))
}
