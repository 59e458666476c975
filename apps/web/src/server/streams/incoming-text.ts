import { Refusal } from '../refusal.ts'

/** Bytes of a body as text, however they are cut. `bytes`: of all the text up to now, without half a character. */
export type IncomingPiece = { text: string; bytes: number }

/** Turns UTF-8 into text as it comes. Throws a refusal for whatever is none. */
export class IncomingText {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true })
  #bytes = 0
  #half: Uint8Array = new Uint8Array()

  feed(chunk: Uint8Array): IncomingPiece {
    const known = this.#half.length === 0 ? chunk : Buffer.concat([this.#half, chunk])
    const whole = known.length - halfCharacterAt(known)
    this.#half = known.slice(whole)
    const text = this.#decode(known.subarray(0, whole))
    this.#bytes += whole
    return { text, bytes: this.#bytes }
  }

  /** Nothing more comes. */
  end(): void {
    if (this.#half.length > 0) throw notText()
  }

  #decode(bytes: Uint8Array): string {
    let text: string
    try {
      // Only the first piece may begin with a mark of byte order.
      text = this.#decoder.decode(bytes, { stream: true })
    } catch (cause) {
      throw notText(cause)
    }
    if (text.includes('\0')) throw notText()
    return text
  }
}

/** Bytes at the end that are the beginning of a character. */
function halfCharacterAt(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) return 0
    if (byte >= 0xf8) return 0
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0
  }
  return 0
}

function notText(cause?: unknown): Refusal {
  const message = 'The body is not text in UTF-8.'
  return new Refusal('invalid-request', message, { cause, errors: [{ path: 'body', message }] })
}
