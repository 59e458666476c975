import type { Deletions } from './deletions.ts'
import type { DocumentFacts } from './document-facts.ts'
import type { UpdateScan } from './update-scan.ts'

/** Of `deletions` those may be missing that follow from what others deleted; there are `items` at most. */
type KnownFacts = Pick<DocumentFacts, 'clocks' | 'stateVector' | 'digest' | 'deletions' | 'items'>

/** A document that nobody writes in. Its content is with whoever sends it to newcomers. */
export class QuietDocument implements DocumentFacts {
  readonly clocks: ReadonlyMap<number, number>
  readonly stateVector: Uint8Array
  readonly digest: Uint8Array
  readonly deletions: Deletions
  readonly items: number

  constructor(facts: KnownFacts) {
    this.clocks = facts.clocks
    this.stateVector = facts.stateVector
    this.digest = facts.digest
    this.deletions = facts.deletions
    this.items = facts.items
  }

  clockOf(client: number): number {
    return this.clocks.get(client) ?? 0
  }

  contains({ runs, deletes }: UpdateScan): boolean {
    const hasStructs = runs.every(({ client, to }) => to <= this.clockOf(client))
    return hasStructs && deletes.every((range) => this.deletions.covers(range))
  }

  countUndeleted({ deletes }: UpdateScan): number {
    return deletes.filter((range) => !this.deletions.covers(range)).length
  }
}
