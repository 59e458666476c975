/** Of a frame whose header has arrived. `start`: its first byte. `message`: number of the one it belongs to, 0 for none. */
export type FrameHeader = {
  readonly start: number
  readonly isMasked: boolean
  readonly headerBytes: number
  readonly payloadBytes: number
  readonly message: number
}

/**
 * Follows the frames of a WebSocket byte stream (RFC 6455, 5.2) without looking inside, only to know whether a
 * message has begun and not ended: `ws` does not tell, and would wait for the rest for ever.
 */
export class FrameMeter {
  private header: number[] = []
  private payloadLeft = 0
  private isLastFrame = false
  private isControl = false
  private isFragmented = false
  /** Messages that came to their end; control frames are none. */
  messages = 0
  /** Those that came to their end. */
  frames = 0
  /** Called with each header, while somebody wants to know. */
  onFrame: ((frame: FrameHeader) => void) | undefined

  /** Part of a message has arrived and the rest has not. */
  get isInside(): boolean {
    return this.isFragmented || this.payloadLeft > 0 || this.header.length > 0
  }

  feed(chunk: Uint8Array): void {
    let at = 0
    while (at < chunk.length) {
      if (this.payloadLeft > 0) {
        const taken = Math.min(this.payloadLeft, chunk.length - at)
        at += taken
        this.payloadLeft -= taken
      } else {
        this.header.push(chunk[at++] as number)
        if (this.header.length < headerBytes(this.header)) continue
        this.startFrame()
      }
      if (this.payloadLeft === 0) this.endFrame()
    }
  }

  private startFrame(): void {
    const first = this.header[0] as number
    this.isLastFrame = (first & 0x80) !== 0
    this.isControl = (first & 0x08) !== 0
    this.payloadLeft = payloadBytes(this.header)
    if (this.onFrame) this.onFrame(this.describe(first))
    this.header = []
  }

  private describe(start: number): FrameHeader {
    return {
      start,
      isMasked: ((this.header[1] as number) & 0x80) !== 0,
      headerBytes: this.header.length,
      payloadBytes: this.payloadLeft,
      message: this.isControl ? 0 : this.messages + 1,
    }
  }

  private endFrame(): void {
    this.frames++
    if (this.isControl) return
    this.isFragmented = !this.isLastFrame
    if (this.isLastFrame) this.messages++
  }
}

/** Length of the header, as far as its bytes so far can tell. */
function headerBytes([, second]: readonly number[]): number {
  if (second === undefined) return 2
  const length = second & 0x7f
  const extended = length === 127 ? 8 : length === 126 ? 2 : 0
  return 2 + extended + (second & 0x80 ? 4 : 0)
}

function payloadBytes(header: readonly number[]): number {
  const length = (header[1] as number) & 0x7f
  if (length < 126) return length
  return header.slice(2, length === 126 ? 4 : 10).reduce((sum, byte) => sum * 256 + byte, 0)
}
