import type { IncomingMessage } from 'node:http'

/** All of a body; `too-big` as soon as it is more than `maxBytes`, `gone` where the client went before its end. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Uint8Array | 'too-big' | 'gone'> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return 'too-big'
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    for await (const chunk of request) {
      bytes += chunk.length
      if (bytes > maxBytes) return 'too-big'
      chunks.push(chunk)
    }
  } catch {
    // Reading a request fails in one way only: its connection broke.
    return 'gone'
  }
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)
}
