import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import { LauncherError } from '../launcher-error.ts'

/** What a restore brought back: of each document the seq of its newest update. Holds titles, and no content. */
const reportSchema = z.object({
  format: z.literal('duplex-restore'),
  /** When the backup was made, and when it was restored. */
  backedUpAt: z.iso.datetime(),
  restoredAt: z.iso.datetime(),
  documents: z.array(z.object({ id: z.uuid(), title: z.string(), seq: z.int().nonnegative() })),
})
export type RestoreReport = z.infer<typeof reportSchema>

/**
 * `-`: from the standard input.
 *
 * @throws {LauncherError} `refused` where the file is no such report.
 */
export async function readRestoreReport(file: string): Promise<RestoreReport> {
  try {
    return reportSchema.parse(JSON.parse(file === '-' ? await text(process.stdin) : await readFile(file, 'utf8')))
  } catch (cause) {
    throw new LauncherError('refused', `${file} is not the report of a restore.`, cause)
  }
}
