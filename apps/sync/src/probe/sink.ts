import type { IncomingMessage } from 'node:http'
import { limits } from '@duplex/protocol'

/** Reads a body away and counts it; nothing of it is kept. `onChunk` is told each part, and says whether more may come. */
export async function countBody(
  request: IncomingMessage,
  onChunk: (bytes: number) => boolean,
): Promise<number | 'too-much' | 'gone'> {
  let bytes = 0
  try {
    for await (const chunk of request) {
      bytes += chunk.length
      if (bytes > limits.maxProbeMessageBytes || !onChunk(chunk.length)) return 'too-much'
    }
  } catch {
    // Reading a request fails in one way only: its connection broke.
    return 'gone'
  }
  return bytes
}
