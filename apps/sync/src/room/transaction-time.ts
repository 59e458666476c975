import { limits } from '@duplex/protocol'
import { stopAfter } from './stop-after.ts'

/** `structs`: at least how many they bring together. `items`: about how many the document has before. */
export type Transaction = { readonly bytes: number; readonly structs: number; readonly items: number }

/** No struct is encoded in less: a byte that says what it is, and its length. */
export const leastStructBytes = 2

/**
 * Yjs compares a new item with all that stand between its neighbours. Where those are chosen to be far apart this is
 * every struct with every other one: 70 KB can take half a minute. So many comparisons are let be, more get a time.
 */
const maxFreeComparisons = 1_000_000
/** ms that a transaction may take, and what each KiB of updates adds: several times what the dearest honest one needs. */
const transactionMs = { least: 2_000, perKiB: 2 } as const

/** Runs `apply`, and stops it when it can be nothing but an attack any more; see {@link stopAfter}. */
export function applyInTime({ bytes, structs, items }: Transaction, apply: () => void): void {
  // Each may split two others.
  const comparisons = structs * (3 * structs + items)
  if (comparisons <= maxFreeComparisons) apply()
  else stopAfter(Math.ceil(transactionMs.least + (bytes / limits.KiB) * transactionMs.perKiB), apply)
}
