export type TracingSettings = {
  /** Where an OTLP/HTTP receiver listens: /v1/traces is added to it. */
  readonly endpoint: string
  /** Of the traces that begin here, this share is recorded, from 0 to 1. */
  readonly share: number
}

export type Tracer = {
  /** As in `service.name`. */
  readonly service: string
  /** The receiver did not take spans. They are lost. */
  onFailed(cause: unknown): void
}
