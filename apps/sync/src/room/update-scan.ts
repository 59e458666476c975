import { limits } from '@duplex/protocol'
import * as decoding from 'lib0/decoding'
import { BrokenRuleError } from './broken-rule-error.ts'
import {
  atLeastOne,
  type ClockRange,
  createStructScan,
  endOf,
  kindOf,
  type StructScan,
  scanStruct,
  skipKind,
} from './struct-scan.ts'
import { atOnce, type Steps } from './turns.ts'
import { UndecodableError } from './undecodable-error.ts'
import { readByte, readCount } from './value-scan.ts'

/** The structs of one client in an update: how many, from which clock on, and at which byte the first begins. */
export type Block = {
  readonly client: number
  readonly structs: number
  readonly clock: number
  readonly at: number
}

/** What an update holds and what it builds upon, read without making any of it. */
export type UpdateScan = {
  readonly blocks: readonly Block[]
  /** Runs of structs without a gap inside, in order of appearance, each client's by rising clock. */
  readonly runs: readonly ClockRange[]
  /** Client -> the clock that must be known of it because a struct of another client refers to it. */
  readonly needs: ReadonlyMap<number, number>
  readonly deletes: readonly ClockRange[]
  /** Structs that were deleted, and hold nothing, whether `deletes` names them or not. */
  readonly gone: readonly ClockRange[]
  /** Names of the roots that it writes into. */
  readonly roots: ReadonlySet<string>
  /** It holds shared types: nodes, in a document like ours. */
  readonly makesNodes: boolean
  readonly structs: number
}

type Scanning = StructScan & {
  readonly blocks: Block[]
  readonly runs: ClockRange[]
  readonly deletes: ClockRange[]
  structs: number
  /** The byte behind which the next step begins. */
  pauseAt: number
}

/** Bytes that are read in one step, which takes a few ms at most. */
const stepBytes = 256 * limits.KiB

/**
 * Reads a Yjs update (V1) to its last byte. Throws {@link UndecodableError} unless Yjs would read it the same way:
 *
 *     varUint clients, each: varUint structs · varUint client · varUint first clock · structs
 *     varUint clients, each: varUint client · varUint ranges, each: varUint clock · varUint length
 *
 * Every count is bounded by the bytes behind it, because each counted thing takes at least one. Refused although Yjs
 * decodes them, because applying them throws or loses structs: a client that comes twice (only its last block would
 * count), structs and ranges without length, and references of a client to its own future. Throws {@link BrokenRuleError} where
 * a struct without content is longer than content ever was, for names that nothing may have, for documents in documents,
 * and for a delete set that names something twice.
 */
export function scanUpdate(update: Uint8Array): UpdateScan {
  return atOnce(scanInSteps(createStructScan(update)))
}

/** The same of a stored one, which sums up what many updates brought. Undefined where it throws: Yjs may know better. */
export function* scanStored(update: Uint8Array): Steps<UpdateScan | undefined> {
  try {
    return yield* scanInSteps(createStructScan(update, Number.POSITIVE_INFINITY))
  } catch (error) {
    if (error instanceof UndecodableError) return undefined
    throw error
  }
}

function* scanInSteps(scan: StructScan): Steps<UpdateScan> {
  const scanning: Scanning = { ...scan, blocks: [], runs: [], deletes: [], structs: 0, pauseAt: stepBytes }
  try {
    yield* scanBlocks(scanning)
    yield* scanDeletes(scanning)
  } catch (cause) {
    if (cause instanceof UndecodableError) throw cause
    throw new UndecodableError('the update cannot be decoded', { cause })
  }
  if (decoding.hasContent(scanning.decoder)) throw new UndecodableError('bytes follow the update')
  return scanning
}

function* scanBlocks(scanning: Scanning): Steps<void> {
  const { decoder } = scanning
  const clients = new Set<number>()
  for (let blocks = readCount(decoder); blocks > 0; blocks--) {
    const structs = readCount(decoder)
    const client = readCount(decoder)
    if (clients.has(client)) throw new UndecodableError('a client comes twice')
    clients.add(client)
    scanning.structs += structs
    const clock = readCount(decoder)
    const block = { client, structs, clock, at: decoder.pos }
    scanning.blocks.push(block)
    yield* scanBlock(scanning, block)
  }
}

function* scanBlock(scanning: Scanning, block: Block): Steps<void> {
  const { client } = block
  let clock = block.clock
  let from = clock
  for (let { structs } = block; structs > 0; structs--) {
    const info = readByte(scanning.decoder)
    const isSkip = kindOf(info) === skipKind
    if (isSkip && clock > from) scanning.runs.push({ client, from, to: clock })
    clock = endOf(clock, scanStruct(scanning, client, clock, info))
    if (isSkip) from = clock
    if (isPauseDue(scanning)) yield
  }
  if (clock > from) scanning.runs.push({ client, from, to: clock })
}

/**
 * Yjs writes each client once and its ranges sorted and apart. Others would be walked through again and again: a few
 * thousand that all name the same long stretch are minutes.
 */
function* scanDeletes(scanning: Scanning): Steps<void> {
  const { decoder, deletes } = scanning
  const seen = new Set<number>()
  for (let clients = readCount(decoder); clients > 0; clients--) {
    const client = readCount(decoder)
    if (seen.has(client)) throw new BrokenRuleError('a client comes twice in the delete set')
    seen.add(client)
    let before = 0
    for (let ranges = readCount(decoder); ranges > 0; ranges--) {
      const from = readCount(decoder)
      if (from < before) throw new BrokenRuleError('ranges of the delete set overlap')
      before = endOf(from, atLeastOne(readCount(decoder)))
      deletes.push({ client, from, to: before })
      if (isPauseDue(scanning)) yield
    }
  }
}

function isPauseDue(scanning: Scanning): boolean {
  const { pos } = scanning.decoder
  if (pos < scanning.pauseAt) return false
  scanning.pauseAt = pos + stepBytes
  return true
}
