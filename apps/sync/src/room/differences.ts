import * as Y from 'yjs'
import type { Snapshot } from '../store/store.ts'

/** What of an update somebody with this state vector lacks, made where it keeps nobody waiting. May reject. */
export type Differ = (update: Uint8Array, stateVector: Uint8Array) => Promise<Uint8Array>

/** A snapshot of so many bytes is compared at once: that takes a few ms. */
const maxAtOnceBytes = 64 * 1024
/** Different answers that are kept; after a restart many clients ask for the same one. */
const maxKept = 16

/**
 * What clients that have a part of a snapshot lack of it, deletions included. Comparing takes as long as the snapshot
 * is, so a large one is compared elsewhere. Whoever has all of its structs lacks the same, whatever else they have.
 */
export class Differences {
  private readonly clocks: ReadonlyMap<number, number>
  private readonly made = new Map<string, Uint8Array>()
  private readonly making = new Map<string, Promise<void>>()

  constructor(
    private readonly base: Pick<Snapshot, 'bytes' | 'stateVector'>,
    private readonly differ: Differ,
  ) {
    this.clocks = Y.decodeStateVector(base.stateVector)
  }

  /** Resolves when {@link Differences.from} can tell; undefined where it can at once. Never rejects. */
  prepare(theirs: ReadonlyMap<number, number>): Promise<void> | undefined {
    const [stateVector, key] = this.share(theirs)
    if (this.base.bytes.length <= maxAtOnceBytes || this.made.has(key)) return undefined
    const making = this.making.get(key) ?? this.make(stateVector, key)
    this.making.set(key, making)
    return making
  }

  /** Call when prepared. Where that has been too long ago, it is the whole snapshot. */
  from(theirs: ReadonlyMap<number, number>): Uint8Array {
    const [stateVector, key] = this.share(theirs)
    const { bytes } = this.base
    return this.made.get(key) ?? (bytes.length <= maxAtOnceBytes ? Y.diffUpdate(bytes, stateVector) : bytes)
  }

  private async make(stateVector: Uint8Array, key: string): Promise<void> {
    const { bytes } = this.base
    // More than is needed does no harm but to the line.
    const difference = await this.differ(bytes, stateVector).catch(() => bytes)
    this.making.delete(key)
    this.made.set(key, difference)
    const [oldest] = this.made.keys()
    if (this.made.size > maxKept && oldest !== undefined) this.made.delete(oldest)
  }

  /** What they have of the snapshot, as a state vector, and its name. */
  private share(theirs: ReadonlyMap<number, number>): readonly [Uint8Array, string] {
    const had = [...this.clocks].map(([client, clock]) => [client, Math.min(clock, theirs.get(client) ?? 0)] as const)
    const stateVector = Y.encodeStateVector(new Map(had.filter(([, clock]) => clock > 0)))
    return [stateVector, Buffer.from(stateVector).toString('base64')]
  }
}
