/**
 * `damaged`: the file is cut short, changed, or no backup. `other-version`: of a Duplex that this one does not know.
 * `not-empty`, `in-use`: the database that it should go into. `no-tables`: the one that it should come from. Nothing was
 * changed in any of these cases.
 */
export type BackupErrorCode = 'damaged' | 'other-version' | 'not-empty' | 'in-use' | 'no-tables'

/** A backup cannot be restored; the message is one sentence for the operator. */
export class BackupError extends Error {
  override readonly name = 'BackupError'
  readonly code: BackupErrorCode

  constructor(code: BackupErrorCode, sentence: string, options?: ErrorOptions) {
    super(sentence, options)
    this.code = code
  }
}
