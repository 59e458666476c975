import { contentRoot, limits } from '@duplex/protocol'
import type { Settings } from '../config/config.ts'
import { BrokenRuleError } from './broken-rule-error.ts'
import type { ByteBudget } from './byte-budget.ts'
import type { Owners } from './client-claims.ts'
import type { CommitLoop } from './commit-loop.ts'
import type { DocumentSize } from './document-size.ts'
import type { ItemCount } from './item-count.ts'
import type { RoomDocument } from './room-document.ts'
import { clocksAfter, isDeletion } from './update-check.ts'
import { scanUpdate, type UpdateScan } from './update-scan.ts'
import type { HeldUpdate } from './window.ts'

/**
 * May an update enter the room? `fits` and `known` ones are held; anything else names what is wrong. `rebuilding`:
 * nobody can say before the next boundary, because the document is read anew, or has to become live first.
 */
export type Judgement =
  | ({ readonly kind: 'fits' } & Pick<HeldUpdate, 'clocks' | 'claims' | 'makesNodes' | 'structs' | 'items'>)
  /** Whether there is space for it is found out, which may take so many ms. */
  | { readonly kind: 'measuring'; readonly retryMs: number }
  | {
      readonly kind:
        | 'known'
        | 'gap'
        | 'rebuilding'
        | 'forbidden'
        | 'policy'
        | 'client-taken'
        | 'document-full'
        | 'queue-full'
    }

export type UpdateJudgeContext = {
  readonly document: RoomDocument
  readonly loop: CommitLoop
  readonly size: DocumentSize
  readonly items: ItemCount
  /** For whom ids are kept that nothing was written under. */
  readonly presence: { readonly owners: Owners }
  readonly queue: ByteBudget
  readonly settings: Settings
}

/** Decides about updates by what the room has and what waits in it. Changes nothing. */
export class UpdateJudge {
  constructor(private readonly context: UpdateJudgeContext) {}

  /** Throws UndecodableError. */
  judge(bytes: Uint8Array, by: 'writer' | 'reader', userId: string): Judgement {
    try {
      const scan = scanUpdate(bytes)
      return this.judgeNews(scan, by) ?? this.judgeWriting(scan, bytes.length, userId)
    } catch (error) {
      if (error instanceof BrokenRuleError) return { kind: 'policy' }
      throw error
    }
  }

  /** Undefined where it brings something, of somebody who may. */
  private judgeNews(scan: UpdateScan, by: 'writer' | 'reader'): Judgement | undefined {
    const { document, loop } = this.context
    if (!document.isReadable) return { kind: 'rebuilding' }
    if ((loop.isFlushed || by === 'reader') && document.facts.contains(scan)) return { kind: 'known' }
    if (by === 'writer') return undefined
    if (!isDeletion(scan)) return { kind: 'forbidden' }
    if (!loop.wake()) return { kind: 'rebuilding' }
    return { kind: document.isTidying(scan) ? 'known' : 'forbidden' }
  }

  private judgeWriting(scan: UpdateScan, bytes: number, userId: string): Judgement {
    const { loop, size, presence } = this.context
    for (const root of scan.roots) if (root !== contentRoot) return { kind: 'policy' }
    const clocks = clocksAfter(scan, loop.clockOf)
    if (!clocks) return { kind: 'gap' }
    const clients = loop.judgeClients(userId, clocks, presence.owners)
    if (clients.kind !== 'own') return { kind: clients.kind === 'taken' ? 'client-taken' : 'policy' }
    if (!this.hasFewItems(scan) && !loop.wake()) return { kind: 'rebuilding' }
    const space = isDeletion(scan) ? 'enough' : size.spaceFor(loop.heldBytes + bytes)
    if (typeof space === 'object') return { kind: 'measuring', ...space }
    const items = space === 'enough' ? this.context.items.admit(scan) : undefined
    if (items === undefined) return { kind: 'document-full' }
    const { claims } = clients
    if (!this.hasSpaceFor(bytes, claims.length)) return { kind: 'queue-full' }
    return { kind: 'fits', clocks, claims, makesNodes: scan.makesNodes, structs: scan.structs, items }
  }

  /** By any estimate. Where not, items are counted, of which only the live document knows the number. */
  private hasFewItems(scan: UpdateScan): boolean {
    const { document, loop, settings } = this.context
    const items = document.facts.items + loop.waiting.items + scan.structs + scan.deletes.length
    return items <= settings.maxDocumentItems
  }

  private hasSpaceFor(bytes: number, claims: number): boolean {
    const { loop, queue, settings } = this.context
    if (loop.waiting.claims.size + claims > limits.maxNewClients) return false
    return loop.heldBytes + bytes <= settings.maxRoomQueueBytes && queue.hasSpaceFor(bytes)
  }
}
