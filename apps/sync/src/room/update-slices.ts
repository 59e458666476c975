import * as encoding from 'lib0/encoding'
import { collectDeletions } from './deletions.ts'
import { createStructScan, type StructScan, scanStruct } from './struct-scan.ts'
import { type Block, scanStored, type UpdateScan } from './update-scan.ts'
import { readByte } from './value-scan.ts'

/** What a slice holds at most, unless one struct alone is larger. Applying it takes a few ms. */
export const maxSlice = { bytes: 64 * 1024, structs: 4_096, deletes: 4_096 } as const
type Most = { readonly [part in keyof typeof maxSlice]: number }

/**
 * A stored update as several small ones: applied in order they make what the whole makes, and none waits for a later
 * one. Structs are copied as they are, and never made, so that this takes a fraction of what applying takes. Between
 * slices comes `undefined` where as much time went into looking for the next one. An update that cannot be scanned is
 * its own slice.
 */
export function* sliceUpdate(update: Uint8Array, most: Most = maxSlice): Generator<Uint8Array | undefined, void> {
  const scan = update.length > most.bytes ? yield* scanStored(update) : undefined
  if (!scan) {
    yield update
    return
  }
  yield* sliceStructs(update, scan, most)
  for (let i = 0; i < scan.deletes.length; i += most.deletes) {
    yield collectDeletions(scan.deletes.slice(i, i + most.deletes)).encode()
  }
}

/** `cursor` is to be moved on until its clock is `clock`. */
type Goal = { readonly cursor: BlockCursor; readonly clock: number }

/** In causal order: before a struct that refers to another client's comes that one. */
function* sliceStructs(update: Uint8Array, { blocks }: UpdateScan, most: Most): Generator<Uint8Array, void> {
  const scan = createStructScan(update, Number.POSITIVE_INFINITY)
  const cursors = new Map(blocks.map((block) => [block.client, new BlockCursor(block, scan)]))
  let slice = new Slice(update)
  for (const cursor of cursors.values()) {
    const goals: Goal[] = [{ cursor, clock: Number.POSITIVE_INFINITY }]
    for (let goal = goals.at(-1); goal; goal = goals.at(-1)) {
      const next = goal.cursor.clock < goal.clock ? goal.cursor.peek() : undefined
      const needed = next && findNeeded(next, cursors, goals)
      if (!next) goals.pop()
      else if (needed) goals.push(needed)
      else slice.take(goal.cursor, next)
      if (!slice.isFull(most)) continue
      yield slice.encode()
      slice = new Slice(update)
      scan.gone.length = 0
    }
  }
  if (!slice.isEmpty) yield slice.encode()
}

/** What has to come first; nothing where two wait for each other, which Yjs is left to deal with. */
function findNeeded({ needs }: Next, cursors: ReadonlyMap<number, BlockCursor>, goals: readonly Goal[]) {
  for (const [client, clock] of needs) {
    const cursor = cursors.get(client)
    const isAhead = cursor !== undefined && cursor.clock < clock && cursor.peek() !== undefined
    if (isAhead && !goals.some((goal) => goal.cursor === cursor)) return { cursor, clock }
  }
  return undefined
}

/** The struct that a cursor stands before: its bytes, its end, and what must be known of other clients. */
type Next = {
  readonly from: number
  readonly to: number
  readonly endClock: number
  readonly needs: readonly (readonly [client: number, clock: number])[]
}

const noNeeds: Next['needs'] = []

/** Goes through the structs of one client. All cursors of an update share one scan. */
class BlockCursor {
  readonly client: number
  clock: number
  private at: number
  private left: number
  private next: Next | undefined

  constructor(
    { client, clock, at, structs }: Block,
    private readonly scan: StructScan,
  ) {
    this.client = client
    this.clock = clock
    this.at = at
    this.left = structs
  }

  /** Undefined behind the last. */
  peek(): Next | undefined {
    if (this.next || this.left === 0) return this.next
    const { scan, at: from } = this
    const { decoder, needs } = scan
    needs.clear()
    decoder.pos = from
    const length = scanStruct(scan, this.client, this.clock, readByte(decoder))
    this.next = {
      from,
      to: decoder.pos,
      endClock: this.clock + length,
      needs: needs.size === 0 ? noNeeds : [...needs],
    }
    return this.next
  }

  advance({ to, endClock }: Next): void {
    this.at = to
    this.clock = endClock
    this.left--
    this.next = undefined
  }
}

type SliceBlock = { readonly clock: number; readonly from: number; to: number; structs: number }

/** Structs of an update that are copied into one of their own: of each client, some that follow each other. */
class Slice {
  private readonly blocks = new Map<number, SliceBlock>()
  private bytes = 0
  private structs = 0

  constructor(private readonly update: Uint8Array) {}

  get isEmpty(): boolean {
    return this.structs === 0
  }

  isFull(most: Most): boolean {
    return this.bytes >= most.bytes || this.structs >= most.structs
  }

  take(cursor: BlockCursor, next: Next): void {
    const block = this.blocks.get(cursor.client)
    if (block) {
      block.to = next.to
      block.structs++
    } else {
      this.blocks.set(cursor.client, { clock: cursor.clock, from: next.from, to: next.to, structs: 1 })
    }
    this.bytes += next.to - next.from
    this.structs++
    cursor.advance(next)
  }

  /** Higher clients come first, as Yjs writes them. */
  encode(): Uint8Array {
    const blocks = [...this.blocks].sort(([a], [b]) => b - a)
    return encoding.encode((encoder) => {
      encoding.writeVarUint(encoder, blocks.length)
      for (const [client, { clock, from, to, structs }] of blocks) {
        encoding.writeVarUint(encoder, structs)
        encoding.writeVarUint(encoder, client)
        encoding.writeVarUint(encoder, clock)
        encoding.writeUint8Array(encoder, this.update.subarray(from, to))
      }
      encoding.writeVarUint(encoder, 0)
    })
  }
}
