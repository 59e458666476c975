import type { ClientClaim } from '@duplex/db'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import type { AwarenessEntry } from '../room/frames.ts'

/** A row of a document's log. Without `bytes`, which were too many, it only says that there is one. */
export type SpreadRow = {
  readonly seq: number
  readonly bytes: Uint8Array | undefined
  readonly claims: readonly ClientClaim[]
  /** The sender follows it on its way: receivers say when they heard of it. */
  readonly isFollowed?: true
  /** 24 bytes: the trace and the span that the sender recorded of it, for receivers to go on with. */
  readonly trace?: Uint8Array
}

/** Somebody at another node, as that node signed it. */
export type SpreadPresence = AwarenessEntry & { readonly userId: string }

/** What one node tells the others, most of it about one document, which the channel names. */
export type BusMessage =
  | ({ readonly kind: 'row' } & SpreadRow)
  /** `isAll`: the sender has nobody else in this document. */
  | { readonly kind: 'presence'; readonly isAll: boolean; readonly entries: readonly SpreadPresence[] }
  /** Somebody wants to know who is here. */
  | { readonly kind: 'ask' }
  /** The sender lives. */
  | { readonly kind: 'beat' }
  /** The sender ends, and has said all. */
  | { readonly kind: 'bye' }

/** Raised with every change that an older node would misread: it then knows of nothing but by the log. */
const version = 1
const kinds = ['row', 'presence', 'ask', 'beat', 'bye'] as const

/** varUint version · varString node · varUint kind · what the kind has. */
export function encodeBusMessage(node: string, message: BusMessage): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, version)
    encoding.writeVarString(encoder, node)
    encoding.writeVarUint(encoder, kinds.indexOf(message.kind))
    if (message.kind === 'row') writeRow(encoder, message)
    if (message.kind === 'presence') writePresence(encoder, message)
  })
}

/** Undefined: of another version, or no such message. */
export function readBusMessage(bytes: Uint8Array): { node: string; message: BusMessage } | undefined {
  try {
    const decoder = decoding.createDecoder(bytes)
    if (decoding.readVarUint(decoder) !== version) return undefined
    const node = decoding.readVarString(decoder)
    const kind = kinds[decoding.readVarUint(decoder)]
    return kind && { node, message: readBody(decoder, kind) }
  } catch {
    return undefined
  }
}

function readBody(decoder: decoding.Decoder, kind: (typeof kinds)[number]): BusMessage {
  switch (kind) {
    case 'row':
      return { kind, ...readRow(decoder) }
    case 'presence':
      return { kind, isAll: decoding.readUint8(decoder) === 1, entries: readList(decoder, readEntry) }
    case 'ask':
    case 'beat':
    case 'bye':
      return { kind }
  }
}

/** One that is not known here says that there is more at the end, which is not read. */
const rowFlag = { bytes: 1, followed: 2, trace: 4 } as const
const traceBytes = 24

/** varUint seq · varUint flags · varUint8Array bytes, if any · varUint count, each: varUint client id · varString user · trace, if any. */
function writeRow(encoder: encoding.Encoder, { seq, bytes, claims, isFollowed, trace }: SpreadRow): void {
  encoding.writeVarUint(encoder, seq)
  const flags = (bytes ? rowFlag.bytes : 0) | (isFollowed ? rowFlag.followed : 0) | (trace ? rowFlag.trace : 0)
  encoding.writeVarUint(encoder, flags)
  if (bytes) encoding.writeVarUint8Array(encoder, bytes)
  encoding.writeVarUint(encoder, claims.length)
  for (const { clientId, userId } of claims) {
    encoding.writeVarUint(encoder, clientId)
    encoding.writeVarString(encoder, userId)
  }
  if (trace) encoding.writeUint8Array(encoder, trace)
}

function readRow(decoder: decoding.Decoder): SpreadRow {
  const seq = decoding.readVarUint(decoder)
  const flags = decoding.readVarUint(decoder)
  const bytes = flags & rowFlag.bytes ? decoding.readVarUint8Array(decoder) : undefined
  const claims = readList(decoder, () => ({
    clientId: decoding.readVarUint(decoder),
    userId: decoding.readVarString(decoder),
  }))
  const trace = flags & rowFlag.trace ? decoding.readUint8Array(decoder, traceBytes) : undefined
  return { seq, bytes, claims, ...(flags & rowFlag.followed ? { isFollowed: true, trace } : {}) }
}

/** uint8 all · varUint count, each: varUint client id · varUint clock · varUint8Array state · varString user. */
function writePresence(encoder: encoding.Encoder, { isAll, entries }: Extract<BusMessage, { kind: 'presence' }>): void {
  encoding.writeUint8(encoder, isAll ? 1 : 0)
  encoding.writeVarUint(encoder, entries.length)
  for (const { clientId, clock, state, userId } of entries) {
    encoding.writeVarUint(encoder, clientId)
    encoding.writeVarUint(encoder, clock)
    encoding.writeVarUint8Array(encoder, state)
    encoding.writeVarString(encoder, userId)
  }
}

function readEntry(decoder: decoding.Decoder): SpreadPresence {
  const clientId = decoding.readVarUint(decoder)
  const clock = decoding.readVarUint(decoder)
  const state = decoding.readVarUint8Array(decoder)
  return { clientId, clock, state, userId: decoding.readVarString(decoder) }
}

function readList<T>(decoder: decoding.Decoder, read: (decoder: decoding.Decoder) => T): T[] {
  return Array.from({ length: decoding.readVarUint(decoder) }, () => read(decoder))
}
