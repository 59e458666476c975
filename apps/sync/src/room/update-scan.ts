import { limits } from '@duplex/protocol'
import * as decoding from 'lib0/decoding'
import { BrokenRuleError } from './broken-rule-error.ts'
import { readName } from './name-scan.ts'
import { UndecodableError } from './undecodable-error.ts'
import { readByte, readCount, readJson, skipAny } from './value-scan.ts'

/** Clocks `from` to `to` (exclusive) of one client. */
export type ClockRange = { readonly client: number; readonly from: number; readonly to: number }

/** What an update holds and what it builds upon, read without making any of it. */
export type UpdateScan = {
  /** Runs of structs without a gap inside, in order of appearance, each client's by rising clock. */
  readonly runs: readonly ClockRange[]
  /** Client -> the clock that must be known of it because a struct of another client refers to it. */
  readonly needs: ReadonlyMap<number, number>
  readonly deletes: readonly ClockRange[]
  /** Names of the roots that it writes into. */
  readonly roots: ReadonlySet<string>
  /** It holds shared types: nodes, in a document like ours. */
  readonly makesNodes: boolean
  readonly structs: number
}

type Scanning = {
  decoder: decoding.Decoder
  runs: ClockRange[]
  needs: Map<number, number>
  deletes: ClockRange[]
  roots: Set<string>
  makesNodes: boolean
  structs: number
  /** Clocks of structs without content. */
  emptyClocks: number
}

const flag = { origin: 0x80, rightOrigin: 0x40, parentSub: 0x20, kind: 0x1f } as const

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
  const scanning: Scanning = {
    decoder: decoding.createDecoder(update),
    runs: [],
    needs: new Map(),
    deletes: [],
    roots: new Set(),
    makesNodes: false,
    structs: 0,
    emptyClocks: 0,
  }
  try {
    scanBlocks(scanning)
    scanDeletes(scanning)
  } catch (cause) {
    if (cause instanceof UndecodableError) throw cause
    throw new UndecodableError('the update cannot be decoded', { cause })
  }
  if (decoding.hasContent(scanning.decoder)) throw new UndecodableError('bytes follow the update')
  return scanning
}

function scanBlocks(scanning: Scanning): void {
  const { decoder } = scanning
  const clients = new Set<number>()
  for (let blocks = readCount(decoder); blocks > 0; blocks--) {
    const structs = readCount(decoder)
    const client = readCount(decoder)
    if (clients.has(client)) throw new UndecodableError('a client comes twice')
    clients.add(client)
    scanning.structs += structs
    scanBlock(scanning, client, structs)
  }
}

function scanBlock(scanning: Scanning, client: number, structs: number): void {
  let clock = readCount(scanning.decoder)
  let from = clock
  for (; structs > 0; structs--) {
    const info = readByte(scanning.decoder)
    const isSkip = (info & flag.kind) === 10
    if (isSkip && clock > from) scanning.runs.push({ client, from, to: clock })
    clock = end(clock, scanStruct(scanning, client, clock, info))
    if (isSkip) from = clock
  }
  if (clock > from) scanning.runs.push({ client, from, to: clock })
}

/** The struct's length in clocks. */
function scanStruct(scanning: Scanning, client: number, clock: number, info: number): number {
  const { decoder } = scanning
  const kind = info & flag.kind
  // Yjs' two readers disagree about a Skip with further bits set.
  if (kind === 10 && info !== 10) throw new UndecodableError('a struct is of no known kind')
  if (kind === 0 || kind === 10) return scanEmpty(scanning)
  if (info & flag.origin) scanReference(scanning, client, clock)
  if (info & flag.rightOrigin) scanReference(scanning, client, clock)
  if ((info & (flag.origin | flag.rightOrigin)) === 0) {
    if (decoding.readVarUint(decoder) === 1) scanning.roots.add(readName(decoder))
    else scanReference(scanning, client, clock)
    if (info & flag.parentSub) readName(decoder)
  }
  return kind === 1 ? scanEmpty(scanning) : atLeastOne(scanContent(scanning, kind))
}

function scanReference({ decoder, needs }: Scanning, client: number, clock: number): void {
  const target = readCount(decoder)
  const targetClock = readCount(decoder)
  if (target !== client) needs.set(target, Math.max(needs.get(target) ?? 0, end(targetClock, 1)))
  else if (targetClock >= clock) throw new UndecodableError('a struct refers to its own future')
}

/** GC, Skip or deleted content. Nothing stands behind its length but what it says. */
function scanEmpty(scanning: Scanning): number {
  const length = atLeastOne(readCount(scanning.decoder))
  scanning.emptyClocks += length
  if (scanning.emptyClocks > limits.maxEmptyClocks) throw new BrokenRuleError('structs without content are too long')
  return length
}

/** The content's length in clocks. */
function scanContent(scanning: Scanning, kind: number): number {
  const { decoder } = scanning
  switch (kind) {
    case 2:
      return scanEach(decoder, () => {
        const text = decoding.readVarString(decoder)
        if (text !== 'undefined') readJson(text)
      })
    case 3:
      decoding.readVarUint8Array(decoder)
      return 1
    case 4:
      return decoding.readVarString(decoder).length
    case 5:
      readJson(decoding.readVarString(decoder))
      return 1
    case 6:
      readName(decoder)
      readJson(decoding.readVarString(decoder))
      return 1
    case 7:
      scanType(scanning)
      return 1
    case 8:
      return scanEach(decoder, () => skipAny(decoder))
    case 9:
      // Each is a whole Y.Doc in memory, three hundred times the bytes that say so.
      throw new BrokenRuleError('documents hold no documents')
    default:
      throw new UndecodableError('a struct is of no known kind')
  }
}

function scanEach(decoder: decoding.Decoder, scan: () => void): number {
  const count = readCount(decoder)
  for (let i = 0; i < count; i++) scan()
  return count
}

/** 0 array, 1 map, 2 text, 3 XML element (named), 4 XML fragment, 5 XML hook (named), 6 XML text. */
function scanType(scanning: Scanning): void {
  const { decoder } = scanning
  scanning.makesNodes = true
  const type = decoding.readVarUint(decoder)
  if (type > 6) throw new UndecodableError('a type is of no known kind')
  if (type === 3 || type === 5) readName(decoder)
}

/**
 * Yjs writes each client once and its ranges sorted and apart. Others would be walked through again and again: a few
 * thousand that all name the same long stretch are minutes.
 */
function scanDeletes({ decoder, deletes }: Scanning): void {
  const seen = new Set<number>()
  for (let clients = readCount(decoder); clients > 0; clients--) {
    const client = readCount(decoder)
    if (seen.has(client)) throw new BrokenRuleError('a client comes twice in the delete set')
    seen.add(client)
    let before = 0
    for (let ranges = readCount(decoder); ranges > 0; ranges--) {
      const from = readCount(decoder)
      if (from < before) throw new BrokenRuleError('ranges of the delete set overlap')
      before = end(from, atLeastOne(readCount(decoder)))
      deletes.push({ client, from, to: before })
    }
  }
}

function atLeastOne(length: number): number {
  if (length === 0) throw new UndecodableError('a struct or a range has no length')
  return length
}

function end(clock: number, length: number): number {
  const sum = clock + length
  if (!Number.isSafeInteger(sum)) throw new UndecodableError('a clock is out of range')
  return sum
}
