import * as decoding from 'lib0/decoding'
import * as Y from 'yjs'

/** What a client does with sync step 2 and update messages. */
export function applyMessages(doc: Y.Doc, messages: readonly Uint8Array[]): void {
  for (const message of messages) {
    const decoder = decoding.createDecoder(message)
    decoding.readVarUint(decoder)
    decoding.readVarUint(decoder)
    Y.applyUpdate(doc, decoding.readVarUint8Array(decoder))
  }
}
