/** The bytes that a quiet document was kept as do not make what was known of it. */
export class LostDocumentError extends Error {
  override readonly name = 'LostDocumentError'

  constructor(options?: ErrorOptions) {
    super('a quiet document woke up as another one', options)
  }
}
