import { UndecodableError } from './undecodable-error.ts'

/** Bytes that can be decoded, and hold what the protocol does not allow. `detail` holds no content. */
export class BrokenRuleError extends UndecodableError {
  override readonly name = 'BrokenRuleError'
}
