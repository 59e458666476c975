/** RFC 6455, 1.3: concatenated to the key, so that only a WebSocket server answers with the hash of both. */
export const acceptGuid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

/** What a server must answer to `key`; undefined where the browser offers no hash, as on plain http to another host. */
export async function computeAccept(key: string): Promise<string | undefined> {
  // The type says that it is always there; browsers have it in secure contexts only.
  const { subtle } = globalThis.crypto as { subtle?: SubtleCrypto }
  if (subtle === undefined) return undefined
  const hash = await subtle.digest('SHA-1', new TextEncoder().encode(key + acceptGuid))
  return btoa(String.fromCharCode(...new Uint8Array(hash)))
}
