import type { WireFact, WireTotals } from '@duplex/protocol'

/** Hears what passes on one connection while its client inspects it. */
export type Observer = {
  onFact(fact: WireFact): void
  /** A message passed, of which a fact tells later or not at all. */
  onMessage(): void
}

/** What a transport knows of itself. */
export type Inspected = {
  /** Since its first byte. */
  readonly totals: WireTotals
  /** Tells `observer` how it began, and from now on what passes. Undefined: nobody any more. */
  observe(observer: Observer | undefined): void
}
