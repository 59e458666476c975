import type { Readable } from 'node:stream'
import type { z } from 'zod'
import { type ArchiveEntry, readArchive, sha256Of } from './archive.ts'
import { BackupError } from './backup-error.ts'
import {
  type BackupHeader,
  type BackupManifest,
  chunkName,
  headerName,
  headerSchema,
  manifestName,
  manifestSchema,
} from './backup-format.ts'

/** Where the parts of a backup go, in their order: the header, then the chunks of one table after the other. */
export type BackupSink = {
  onHeader(header: BackupHeader): Promise<void>
  onChunk(table: string, bytes: Buffer): Promise<void>
}

type Seen = { table: string; bytes: number; chunks: string[] }

/**
 * Reads a backup through and compares it with its own manifest. Whatever the sink was given is only right when this
 * resolves.
 *
 * @throws {BackupError} `damaged`, and whatever the sink throws.
 */
export async function readBackup(
  source: Readable,
  sink: BackupSink,
): Promise<{ header: BackupHeader; manifest: BackupManifest }> {
  const entries = readArchive(source)
  try {
    const first = await entries.next()
    if (first.done || first.value.name !== headerName) throw damaged('it does not begin with a header')
    const header = parse(headerSchema, first.value)
    await sink.onHeader(header)
    const seen: Seen[] = []
    for await (const entry of entries) {
      if (entry.name === manifestName)
        return { header, manifest: compare(parse(manifestSchema, entry), first.value, seen) }
      const table = toSeen(entry, seen, header)
      await sink.onChunk(table, entry.bytes)
    }
    throw damaged('its end is missing')
  } finally {
    await entries.return(undefined)
  }
}

/** Reads a backup through, and does nothing with it. */
export function checkBackup(source: Readable): Promise<{ header: BackupHeader; manifest: BackupManifest }> {
  return readBackup(source, { onHeader: async () => undefined, onChunk: async () => undefined })
}

/** Notes the chunk, which has to be the next one of its table, or the first of the next table. */
function toSeen({ name, bytes }: ArchiveEntry, seen: Seen[], header: BackupHeader): string {
  const last = seen.at(-1)
  const next = header.tables[seen.length]?.name
  const isOfLast = last !== undefined && name === chunkName(last.table, last.chunks.length)
  if (!isOfLast && (next === undefined || name !== chunkName(next, 0)))
    throw damaged('a part is missing or in the wrong place')
  const of = isOfLast ? last : { table: next ?? '', bytes: 0, chunks: [] }
  if (!isOfLast) seen.push(of)
  of.bytes += bytes.length
  of.chunks.push(sha256Of(bytes))
  return of.table
}

function compare(manifest: BackupManifest, head: ArchiveEntry, seen: readonly Seen[]): BackupManifest {
  if (manifest.header !== sha256Of(head.bytes)) throw damaged('its header was changed')
  if (manifest.tables.length !== seen.length) throw damaged('a table is missing')
  for (const [i, { name, bytes, chunks }] of manifest.tables.entries()) {
    const found = seen[i]
    if (found?.table !== name || found.bytes !== bytes) throw damaged(`of table ${name} something is missing`)
    const wrong = chunks.findIndex((sha256, n) => sha256 !== found.chunks[n])
    if (wrong >= 0 || chunks.length !== found.chunks.length) throw damaged(`part ${wrong} of table ${name} was changed`)
  }
  return manifest
}

function parse<T>(schema: z.ZodType<T>, { name, bytes }: ArchiveEntry): T {
  try {
    return schema.parse(JSON.parse(bytes.toString('utf8')))
  } catch (cause) {
    const sentence = `The backup is damaged, or a newer Duplex made it: ${name} cannot be read.`
    throw new BackupError('damaged', sentence, { cause })
  }
}

function damaged(what: string): BackupError {
  return new BackupError('damaged', `The backup is damaged: ${what}.`)
}
