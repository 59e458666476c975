/** What a person can repair; the message is one sentence and is all that they see. */
export type LauncherErrorCode =
  | 'bad-variable'
  | 'port-taken'
  | 'data-folder'
  | 'already-running'
  | 'build-failed'
  | 'database-away'
  | 'child-failed'
  | 'no-browser'
  | 'no-program'
  | 'refused'

export class LauncherError extends Error {
  override readonly name = 'LauncherError'
  readonly code: LauncherErrorCode

  constructor(code: LauncherErrorCode, sentence: string, cause?: unknown) {
    super(sentence, { cause })
    this.code = code
  }
}
