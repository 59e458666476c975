import { type CloseName, closeTable } from '@duplex/protocol'

/** An expected no to a client. `close` says why, in the words of the protocol's table. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly close: CloseName

  constructor(close: CloseName, options?: ErrorOptions) {
    super(`refused: ${close}`, options)
    this.close = close
  }

  /** For the close frame. Clients find a time in it where the code promises one. */
  get reason(): string {
    return closeTable[this.close].meaning
  }
}

/** How a connection ends because of `error`: a {@link Refusal} says itself, anything else is a bug of ours. */
export function closeOf(error: unknown): CloseName {
  return error instanceof Refusal ? error.close : 'internalError'
}

/** What a client is told beside `close`, because of `error` if there was one. */
export function reasonOf(close: CloseName, error: unknown): string {
  return error instanceof Refusal && error.close === close ? error.reason : closeTable[close].meaning
}
