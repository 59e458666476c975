import { statfs } from 'node:fs/promises'
import path from 'node:path'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'

/** Below this a failure to start is put down to the disk: one segment of the write-ahead log is 16 MiB. */
const scarceBytes = 32 * 1024 * 1024

/** Turns the words of a PostgreSQL program that failed into the error of its probable cause. */
export async function toStartError(output: string, dataFolder: string): Promise<EmbeddedPostgresError> {
  const folder = path.dirname(dataFolder)
  const { bavail, bsize } = await statfs(folder)
  if (bavail * bsize < scarceBytes || output.includes('No space left on device')) {
    return new EmbeddedPostgresError('disk-full', `There is no space left for the database in ${folder}.`)
  }
  const words = output.trim().split('\n').slice(-3).join(' ')
  return new EmbeddedPostgresError('failed', `The embedded PostgreSQL did not start: ${words}`)
}
