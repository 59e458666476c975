import { z } from 'zod'
import { backedUpTables } from './tables.ts'

/**
 * A backup is a gzipped tar: `duplex-backup.json` (the header), then of each table the bytes of PostgreSQL's binary
 * COPY in chunks `<table>/<number>`, then `manifest.json` with what a whole file has to hold.
 */
export const headerName = 'duplex-backup.json'
export const manifestName = 'manifest.json'
const formatVersion = 1

/** Bytes of one chunk, so that a file of any size passes through so much memory. */
export const chunkBytes = 1024 * 1024

const identifier = z.string().regex(/^[A-Za-z_]\w*$/)
const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const count = z.int().nonnegative()
const table = z.enum(backedUpTables)

/** `createdAt`: when its moment was, by the clock of the database. `migrations`: what its tables had been through. */
export const headerSchema = z.object({
  format: z.literal('duplex-backup'),
  version: z.literal(formatVersion),
  createdAt: z.iso.datetime(),
  migrations: z.array(z.object({ name: z.string().regex(/^\w+$/), checksum: sha256 })),
  tables: z.array(z.object({ name: table, columns: z.array(identifier).min(1) })),
})
export type BackupHeader = z.infer<typeof headerSchema>

/** `chunks`: the SHA-256 of each, in order. */
const heldTableSchema = z.object({ name: table, rows: count, bytes: count, chunks: z.array(sha256).min(1) })
export type HeldTable = z.infer<typeof heldTableSchema>

export const manifestSchema = z.object({ header: sha256, tables: z.array(heldTableSchema) })
export type BackupManifest = z.infer<typeof manifestSchema>

export function createHeader(facts: Omit<BackupHeader, 'format' | 'version'>): BackupHeader {
  return { format: 'duplex-backup', version: formatVersion, ...facts }
}

export function chunkName(name: string, index: number): string {
  return `${name}/${String(index).padStart(6, '0')}`
}

/** The statement's list of columns. Their names come from a schema of identifiers. */
export function toColumns(columns: readonly string[]): string {
  return columns.map((column) => `"${column}"`).join(', ')
}
