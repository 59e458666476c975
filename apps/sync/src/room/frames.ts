import { messageType, syncType } from '@duplex/protocol'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'

/** Sync message: 0 · varUint kind · varUint8Array bytes. */
export function encodeSync(kind: keyof typeof syncType, bytes: Uint8Array): Uint8Array {
  const header = encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, messageType.sync)
    encoding.writeVarUint(encoder, syncType[kind])
    encoding.writeVarUint(encoder, bytes.length)
  })
  // An encoder would copy a whole document twice.
  const message = new Uint8Array(header.length + bytes.length)
  message.set(header)
  message.set(bytes, header.length)
  return message
}

/** The bytes of a sync message, not copied. */
export function readUpdate(message: Uint8Array): Uint8Array {
  const decoder = decoding.createDecoder(message)
  decoding.readVarUint(decoder)
  decoding.readVarUint(decoder)
  return decoding.readVarUint8Array(decoder)
}

/** `state`: UTF-8 JSON, `null` for somebody who left. */
export type AwarenessEntry = { readonly clientId: number; readonly clock: number; readonly state: Uint8Array }

/** Awareness message: 1 · varUint8Array of (varUint count, each: varUint client id · varUint clock · varUint8Array state). */
export function encodeAwareness(entries: readonly AwarenessEntry[]): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, messageType.awareness)
    encoding.writeVarUint8Array(
      encoder,
      encoding.encode((inner) => {
        encoding.writeVarUint(inner, entries.length)
        for (const { clientId, clock, state } of entries) {
          encoding.writeVarUint(inner, clientId)
          encoding.writeVarUint(inner, clock)
          encoding.writeVarUint8Array(inner, state)
        }
      }),
    )
  })
}
