import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { mergeUpdates } from 'yjs'
import { messageType, syncType } from '../messages.ts'

/** What the provider is about to send, as far as a decision about it needs to know. */
export type FrameKind = 'step1' | 'step2' | 'update' | 'awareness' | 'other'

export function frameKindOf(frame: Uint8Array): FrameKind {
  const decoder = decoding.createDecoder(frame)
  const type = decoding.readVarUint(decoder)
  if (type === messageType.awareness) return 'awareness'
  if (type !== messageType.sync) return 'other'
  switch (decoding.readVarUint(decoder)) {
    case syncType.step1:
      return 'step1'
    case syncType.step2:
      return 'step2'
    case syncType.update:
      return 'update'
    default:
      return 'other'
  }
}

/** Update messages as one. */
export function joinUpdates(frames: readonly Uint8Array[]): Uint8Array {
  const [first, ...others] = frames
  if (first !== undefined && others.length === 0) return first
  return encodeContent('update', mergeUpdates(frames.map(readContent)))
}

/** Bytes of a step 2 or update message besides its update, at most. */
export const contentHeaderBytes = 2 + 5

export function encodeContent(kind: 'step2' | 'update', update: Uint8Array): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, messageType.sync)
    encoding.writeVarUint(encoder, syncType[kind])
    encoding.writeVarUint8Array(encoder, update)
  })
}

/** The update in a step 2 or update message. */
export function readContent(frame: Uint8Array): Uint8Array {
  const decoder = decoding.createDecoder(frame)
  decoding.readVarUint(decoder)
  decoding.readVarUint(decoder)
  return decoding.readVarUint8Array(decoder)
}

type PresenceEntry = { readonly client: number; readonly clock: number; readonly state: string }

/**
 * The awareness message with only the entries of `ownClients`; undefined where none is left. A stock provider sends
 * every entry that it applies back to the server, so that one caret among 20 people makes 20 messages.
 */
export function keepOwnPresence(frame: Uint8Array, ownClients: ReadonlySet<number>): Uint8Array | undefined {
  const entries = readPresence(frame)
  const kept = entries.filter(({ client }) => ownClients.has(client))
  if (kept.length === entries.length) return frame
  return kept.length === 0 ? undefined : encodePresence(kept)
}

/** Whether an entry of the awareness message says that somebody is gone. */
export function isFarewell(frame: Uint8Array): boolean {
  return readPresence(frame).some(({ state }) => state === 'null')
}

function readPresence(frame: Uint8Array): PresenceEntry[] {
  const outer = decoding.createDecoder(frame)
  decoding.readVarUint(outer)
  const decoder = decoding.createDecoder(decoding.readVarUint8Array(outer))
  return Array.from({ length: decoding.readVarUint(decoder) }, () => ({
    client: decoding.readVarUint(decoder),
    clock: decoding.readVarUint(decoder),
    state: decoding.readVarString(decoder),
  }))
}

function encodePresence(entries: readonly PresenceEntry[]): Uint8Array {
  const inner = encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, entries.length)
    for (const { client, clock, state } of entries) {
      encoding.writeVarUint(encoder, client)
      encoding.writeVarUint(encoder, clock)
      encoding.writeVarString(encoder, state)
    }
  })
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, messageType.awareness)
    encoding.writeVarUint8Array(encoder, inner)
  })
}
