import { DamagedDocumentError, listLongLogs } from '@duplex/db'
import { makeSnapshot } from '@duplex/db/state'
import { type CommandContext, withPrisma } from './context.ts'
import { startProgress } from './progress-bar.ts'
import { plural, print, toTable } from './terminal.ts'

/** Updates after the newest snapshot from which on a document is slow to open. */
export const usualMinUpdates = 200

export type CompactOptions = { readonly minUpdates: number }

/**
 * `duplex compact`: makes a snapshot now of each document whose log is long, and thins the log behind it. While people
 * write: sync makes the same snapshots by itself, and of two at once the newer one stays.
 */
export async function compact(context: CommandContext, { minUpdates }: CompactOptions): Promise<number> {
  const { terminal } = context
  return await withPrisma(context, async (prisma) => {
    const long = await listLongLogs(prisma, minUpdates)
    const damaged: string[][] = []
    let made = 0
    const progress = startProgress(terminal, 'compacting', 'documents')
    for (const [i, { id, title }] of long.entries()) {
      try {
        if ((await makeSnapshot(prisma, id))?.isStored) made += 1
      } catch (error) {
        if (!(error instanceof DamagedDocumentError)) throw error
        damaged.push([title, id, error.detail])
      }
      progress.update(i + 1, long.length)
    }
    progress.stop()
    const found = `${plural(long.length, 'document')} with ${minUpdates} updates or more after the newest snapshot`
    print(terminal, `${found}: ${plural(made, 'snapshot')} made.`)
    if (damaged.length > 0) print(terminal, `\n${toTable(['damaged', 'id', 'why'], damaged)}`)
    return damaged.length === 0 ? 0 : 1
  })
}
