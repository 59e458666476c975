/** Bytes from a client that do not follow the protocol. `detail` holds no content. */
export class UndecodableError extends Error {
  override readonly name: string = 'UndecodableError'

  constructor(detail: string, options?: ErrorOptions) {
    super(detail, options)
  }
}
