import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'

/**
 * What one request, answer or event of a visit carries. Each side numbers the messages that it sends from 1, for as
 * long as the visit lasts, whatever carries them.
 */
export type Envelope = {
  /** The newest message of the other side that this side has; everything before it has arrived as well. */
  readonly ack: number
  /** The newest message that this side has for the other, whether it is in here or not. */
  readonly last: number
  /** The number of the first message in here; `last + 1` where there is none. */
  readonly first: number
  readonly messages: readonly Uint8Array[]
}

/** Bytes of an envelope besides its messages, at most: three varUints. */
export const maxEnvelopeHeaderBytes = 24
/** Bytes before each message, at most. */
export const maxMessageHeaderBytes = 5

/** varUint ack · varUint last · varUint first · each message: varUint8Array. */
export function encodeEnvelope({ ack, last, first, messages }: Envelope): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, ack)
    encoding.writeVarUint(encoder, last)
    encoding.writeVarUint(encoder, first)
    for (const message of messages) encoding.writeVarUint8Array(encoder, message)
  })
}

/** Reads all of `bytes`. Throws where they are truncated, or the numbers contradict each other. */
export function readEnvelope(bytes: Uint8Array): Envelope {
  const decoder = decoding.createDecoder(bytes)
  const ack = decoding.readVarUint(decoder)
  const last = decoding.readVarUint(decoder)
  const first = decoding.readVarUint(decoder)
  const messages: Uint8Array[] = []
  while (decoding.hasContent(decoder)) messages.push(readMessage(decoder))
  const isInOrder = first >= 1 && first + messages.length <= last + 1 && (messages.length > 0 || first === last + 1)
  if (!isInOrder) throw new Error(`an envelope has ${messages.length} messages from ${first} up to ${last}`)
  return { ack, last, first, messages }
}

/** A length beyond the end would be read as less. */
function readMessage(decoder: decoding.Decoder): Uint8Array {
  const length = decoding.readVarUint(decoder)
  if (length > decoder.arr.length - decoder.pos) throw new Error('a message of an envelope is truncated')
  return decoding.readUint8Array(decoder, length)
}
