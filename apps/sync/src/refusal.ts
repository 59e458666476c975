import type { CloseName } from '@duplex/protocol'

/** An expected no to a client. `close` says why, in the words of the protocol's table. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly close: CloseName

  constructor(close: CloseName, options?: ErrorOptions) {
    super(`refused: ${close}`, options)
    this.close = close
  }
}

/** How a connection ends because of `error`: a {@link Refusal} says itself, anything else is a bug of ours. */
export function closeOf(error: unknown): CloseName {
  return error instanceof Refusal ? error.close : 'internalError'
}
