import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
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

/**
 * The awareness message with only the entries of `ownClients`; undefined where none is left. A stock provider sends
 * every entry that it applies back to the server, so that one caret among 20 people makes 20 messages.
 */
export function keepOwnPresence(frame: Uint8Array, ownClients: ReadonlySet<number>): Uint8Array | undefined {
  const outer = decoding.createDecoder(frame)
  decoding.readVarUint(outer)
  const decoder = decoding.createDecoder(decoding.readVarUint8Array(outer))
  const total = decoding.readVarUint(decoder)
  const kept: { client: number; clock: number; state: string }[] = []
  for (let i = 0; i < total; i++) {
    const client = decoding.readVarUint(decoder)
    const clock = decoding.readVarUint(decoder)
    const state = decoding.readVarString(decoder)
    if (ownClients.has(client)) kept.push({ client, clock, state })
  }
  if (kept.length === total) return frame
  return kept.length === 0 ? undefined : encodePresence(kept)
}

function encodePresence(entries: readonly { client: number; clock: number; state: string }[]): Uint8Array {
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
