/**
 * Why the embedded database does not start.
 *
 * - `port-taken`: another program listens on the port.
 * - `disk-full`: no space left where the data folder is.
 * - `unsupported-platform`: there are no PostgreSQL binaries that run here.
 * - `other-version`: the data folder belongs to another major version of PostgreSQL.
 * - `wrong-password`: the data folder was made with another password.
 * - `failed`: anything else; the message ends with PostgreSQL's own words.
 */
export type EmbeddedPostgresErrorCode =
  | 'port-taken'
  | 'disk-full'
  | 'unsupported-platform'
  | 'other-version'
  | 'wrong-password'
  | 'failed'

/** The message is one sentence for the person who started the program. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError'
  readonly code: EmbeddedPostgresErrorCode

  constructor(code: EmbeddedPostgresErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
