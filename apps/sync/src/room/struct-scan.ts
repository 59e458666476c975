import { limits } from '@duplex/protocol'
import * as decoding from 'lib0/decoding'
import { BrokenRuleError } from './broken-rule-error.ts'
import { readName } from './name-scan.ts'
import { UndecodableError } from './undecodable-error.ts'
import { readCount, readJson, skipAny } from './value-scan.ts'

/** Clocks `from` to `to` (exclusive) of one client. */
export type ClockRange = { readonly client: number; readonly from: number; readonly to: number }

/** What reading structs brings to light, and how far it came. */
export type StructScan = {
  readonly decoder: decoding.Decoder
  /** Client -> the clock that must be known of it because a struct of another client refers to it. */
  readonly needs: Map<number, number>
  /** Structs that were deleted, and hold nothing. */
  readonly gone: ClockRange[]
  /** Names of the roots that they write into. */
  readonly roots: Set<string>
  makesNodes: boolean
  /** Clocks of structs without content, which may be as many as the other says. */
  emptyClocks: number
  readonly maxEmptyClocks: number
}

export const skipKind = 10
const flag = { origin: 0x80, rightOrigin: 0x40, parentSub: 0x20, kind: 0x1f } as const

/** What a struct holds, by the byte that it begins with. */
export function kindOf(info: number): number {
  return info & flag.kind
}

export function createStructScan(update: Uint8Array, maxEmptyClocks: number = limits.maxEmptyClocks): StructScan {
  return {
    decoder: decoding.createDecoder(update),
    needs: new Map(),
    gone: [],
    roots: new Set(),
    makesNodes: false,
    emptyClocks: 0,
    maxEmptyClocks,
  }
}

/**
 * Reads one struct behind its first byte, `info`; answers with its length in clocks. Throws {@link UndecodableError}
 * and {@link BrokenRuleError}, as `scanUpdate` does.
 */
export function scanStruct(scan: StructScan, client: number, clock: number, info: number): number {
  const { decoder } = scan
  const kind = kindOf(info)
  // Yjs' two readers disagree about a Skip with further bits set.
  if (kind === skipKind && info !== skipKind) throw new UndecodableError('a struct is of no known kind')
  if (kind === skipKind) return scanEmpty(scan)
  if (kind === 0) return scanGone(scan, client, clock)
  if (info & flag.origin) scanReference(scan, client, clock)
  if (info & flag.rightOrigin) scanReference(scan, client, clock)
  if ((info & (flag.origin | flag.rightOrigin)) === 0) {
    if (decoding.readVarUint(decoder) === 1) scan.roots.add(readName(decoder))
    else scanReference(scan, client, clock)
    if (info & flag.parentSub) readName(decoder)
  }
  return kind === 1 ? scanGone(scan, client, clock) : atLeastOne(scanContent(scan, kind))
}

function scanReference({ decoder, needs }: StructScan, client: number, clock: number): void {
  const target = readCount(decoder)
  const targetClock = readCount(decoder)
  if (target !== client) needs.set(target, Math.max(needs.get(target) ?? 0, endOf(targetClock, 1)))
  else if (targetClock >= clock) throw new UndecodableError('a struct refers to its own future')
}

function scanGone(scan: StructScan, client: number, clock: number): number {
  const length = scanEmpty(scan)
  scan.gone.push({ client, from: clock, to: endOf(clock, length) })
  return length
}

/** GC, Skip or deleted content. Nothing stands behind its length but what it says. */
function scanEmpty(scan: StructScan): number {
  const length = atLeastOne(readCount(scan.decoder))
  scan.emptyClocks += length
  if (scan.emptyClocks > scan.maxEmptyClocks) throw new BrokenRuleError('structs without content are too long')
  return length
}

/** The content's length in clocks. */
function scanContent(scan: StructScan, kind: number): number {
  const { decoder } = scan
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
      scanType(scan)
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
function scanType(scan: StructScan): void {
  const { decoder } = scan
  scan.makesNodes = true
  const type = decoding.readVarUint(decoder)
  if (type > 6) throw new UndecodableError('a type is of no known kind')
  if (type === 3 || type === 5) readName(decoder)
}

export function atLeastOne(length: number): number {
  if (length === 0) throw new UndecodableError('a struct or a range has no length')
  return length
}

export function endOf(clock: number, length: number): number {
  const sum = clock + length
  if (!Number.isSafeInteger(sum)) throw new UndecodableError('a clock is out of range')
  return sum
}
