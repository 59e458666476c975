import { createHash } from 'node:crypto'
import type { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { extract, type Pack, pack } from 'tar-stream'
import { BackupError } from './backup-error.ts'
import { chunkBytes } from './backup-format.ts'

export type AddEntry = (name: string, bytes: Buffer) => Promise<void>
export type ArchiveEntry = { readonly name: string; readonly bytes: Buffer }

/** An entry of ours is never larger; the limit keeps a forged file from filling the memory. */
const maxEntryBytes = 64 * 1024 * 1024

/** Writes a gzipped tar to `out`, which ends with it. `fill` adds the entries, one after the other. */
export async function writeArchive(out: Writable, fill: (add: AddEntry) => Promise<void>): Promise<void> {
  const archive = pack()
  const add: AddEntry = (name, bytes) => addEntry(archive, name, bytes)
  const filling = fill(add).then(
    () => archive.finalize(),
    (error: Error) => archive.destroy(error),
  )
  // What ends the filling ends this with the same error, and the other way round.
  await pipeline(passOn(archive), createGzip(), out)
  await filling
}

/**
 * The entries of a gzipped tar, in order, each whole in memory.
 *
 * @throws {BackupError} `damaged` where the bytes are not such a file, or only its beginning.
 */
export async function* readArchive(source: Readable): AsyncGenerator<ArchiveEntry> {
  const archive = extract()
  const feeding = pipeline(source, createGunzip(), archive)
  // Heard below; until then a failure must not end the process.
  feeding.catch(() => undefined)
  try {
    for await (const entry of archive) {
      if ((entry.header.size ?? 0) > maxEntryBytes) throw new BackupError('damaged', 'The file is no backup of Duplex.')
      const parts: Buffer[] = []
      for await (const part of entry as AsyncIterable<Buffer>) parts.push(part)
      yield { name: entry.header.name, bytes: Buffer.concat(parts) }
    }
    await feeding
  } catch (cause) {
    throw toReadError(cause)
  } finally {
    source.destroy()
  }
}

/** Cuts a stream into chunks of {@link chunkBytes}, of which only the last is smaller. Never none. */
export async function* inChunks(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let parts: Buffer[] = []
  let bytes = 0
  for await (const part of source) {
    parts.push(part)
    bytes += part.length
    while (bytes >= chunkBytes) {
      const whole = Buffer.concat(parts)
      yield whole.subarray(0, chunkBytes)
      parts = [whole.subarray(chunkBytes)]
      bytes -= chunkBytes
    }
  }
  yield Buffer.concat(parts)
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Errors of the file system say enough; what the decoders say of wrong bytes is one thing for the operator. */
function toReadError(cause: unknown): unknown {
  if (cause instanceof BackupError || !(cause instanceof Error) || 'syscall' in cause) return cause
  return new BackupError('damaged', `The file is damaged or no backup of Duplex: ${cause.message}.`, { cause })
}

function addEntry(archive: Pack, name: string, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    archive.entry({ name, size: bytes.length, mode: 0o600 }, bytes, (error) => (error ? reject(error) : resolve()))
  })
}

/** External: the library's streams are not Node's, whose pipeline takes anything that can be iterated. */
async function* passOn(archive: Pack): AsyncGenerator<Buffer> {
  yield* archive as AsyncIterable<Buffer>
}
