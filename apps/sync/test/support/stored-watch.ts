import { expect } from 'vitest'
import * as Y from 'yjs'
import { type Page, saysStored } from './page.ts'
import { clocksAhead, clocksOf } from './replica-facts.ts'
import type { World } from './world.ts'

/**
 * Holds what pages say against the rows, which it reads on a connection of its own. Whatever is in a replica when its
 * page says that all is stored has to be in the rows at that moment.
 */
export class StoredWatch {
  /** The document as the rows tell it, as of the last look. */
  readonly stored = new Y.Doc()
  looks = 0
  /** How often a page said that all is stored. */
  claims = 0
  /** Of the newest row. */
  seq = 0

  constructor(
    private readonly world: World,
    private readonly documentId: string,
    private readonly pages: readonly Page[],
  ) {}

  /** Order: the rows are read after the pages spoke. */
  async look(): Promise<void> {
    const said = this.pages.filter(saysStored).map(({ doc }) => clocksOf(doc))
    this.looks++
    this.claims += said.length
    await this.read()
    for (const clocks of said) expect(clocksAhead(this.stored, clocks), 'called stored, and was not').toEqual({})
  }

  private async read(): Promise<void> {
    const rows = await this.world.prisma.documentUpdate.findMany({
      where: { documentId: this.documentId, seq: { gt: this.seq } },
      orderBy: { seq: 'asc' },
      select: { seq: true, bytes: true },
    })
    for (const { seq, bytes } of rows) {
      expect(seq, 'rows are numbered without a gap').toBe(++this.seq)
      Y.applyUpdate(this.stored, bytes)
    }
  }
}
