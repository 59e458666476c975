import type { DocumentFacts } from './document-facts.ts'
import { isDeletion } from './update-check.ts'
import type { UpdateScan } from './update-scan.ts'

export type ItemCountContext = {
  readonly maxItems: number
  facts(): DocumentFacts
  /** What is held and not applied, as {@link ItemCount.admit} counted it. */
  waiting(): number
}

/** An item can be split by what is put into it or deleted in its middle, and only counting tells: after so much news. */
const countAfterShare = 1 / 16
/** A full document can be deleted from. That can split what stays into as many items again. */
const deletionShare = 2

/**
 * The items of a document, which cost memory whatever they hold: the tiniest a hundred times their bytes. Counting asks
 * for one number of each client; it is done where news may be too much, and from time to time.
 */
export class ItemCount {
  private counted: number
  /** Items of updates that came since, without those that were split. */
  private since = 0

  constructor(private readonly context: ItemCountContext) {
    this.counted = context.facts().items
  }

  /** How many items an update brings, at least; undefined where the document has no room for them. Changes nothing. */
  admit(scan: UpdateScan): number | undefined {
    const share = isDeletion(scan) ? deletionShare : 1
    const most = scan.structs + scan.deletes.length
    if (this.fits(most, share)) return most
    // A client names all deletions that it has with whatever it sends after a while.
    const news = scan.structs + this.context.facts().countUndeleted(scan)
    return this.fits(news, share) ? news : undefined
  }

  /** So many are held now. */
  grow(items: number): void {
    this.since += items
  }

  private fits(items: number, share: number): boolean {
    const { maxItems } = this.context
    const isFull = () => this.counted + this.since + items > share * maxItems
    if (isFull() || this.since > countAfterShare * maxItems) this.count()
    return !isFull()
  }

  private count(): void {
    this.counted = this.context.facts().items
    this.since = this.context.waiting()
  }
}
