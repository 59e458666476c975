import type { Deletions } from './deletions.ts'
import type { UpdateScan } from './update-scan.ts'

/** What can be told of a document without its content. */
export type DocumentFacts = {
  /** Client id -> the next clock. */
  readonly clocks: ReadonlyMap<number, number>
  /** The same as y-protocols sends it. */
  readonly stateVector: Uint8Array
  readonly digest: Uint8Array
  readonly deletions: Deletions
  /** How many structs it is made of: each costs memory, whatever it holds. */
  readonly items: number
  /** 0 for a client that is not known. */
  clockOf(client: number): number
  /** Whether applying the update would change nothing. */
  contains(scan: UpdateScan): boolean
  /** Ranges that the update deletes and that are not all deleted. */
  countUndeleted(scan: UpdateScan): number
}
