import { Refusal } from './refusal.ts'

/** Of what there is too much. */
export type OverloadOf =
  | 'userConnections'
  | 'addressConnections'
  | 'documentConnections'
  | 'addressHandshakes'
  | 'nodeHandshakes'
  | 'documentLoads'
  | 'probes'
  | 'timeOut'

/** A no to a client that may come back after `retryMs`. */
export class Overload extends Refusal {
  readonly of: OverloadOf
  readonly retryMs: number

  constructor(of: OverloadOf, retryMs: number) {
    super('overloaded')
    this.of = of
    this.retryMs = Math.ceil(retryMs)
  }

  override get reason(): string {
    return `busy, retry in ${this.retryMs} ms`
  }
}
