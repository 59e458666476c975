import { type Database, deleteTrashed, leftovers, listTrash, previewThinning, type Thinning, thinLog } from '@duplex/db'
import { type CommandContext, withPrisma } from './context.ts'
import { startProgress } from './progress-bar.ts'
import { plural, print, toBytes, toTable } from './terminal.ts'

const dayMs = 24 * 60 * 60 * 1000

export type PurgeOptions = {
  /** Do it. Without it, only say what would go. */
  readonly yes?: boolean
  /** With what has been in the trash for so many days; by default the trash stays, as its page promises. */
  readonly trashDays?: number
}

type Lines = string[]

/**
 * `duplex purge`: removes what the retention does not promise, and what ran out. Says what would go, unless told to do
 * it. Whatever goes is looked at again in its own transaction.
 */
export async function purge(context: CommandContext, options: PurgeOptions): Promise<number> {
  return await withPrisma(context, async (prisma) => {
    const lines = [
      ...(await purgeTrash(prisma, options)),
      ...(await purgeHistory(context, prisma, options)),
      ...(await purgeLeftovers(prisma, options)),
      '',
      options.yes ? 'Done.' : 'Nothing was removed: this is what --yes would remove.',
    ]
    print(context.terminal, lines.join('\n'))
    return 0
  })
}

async function purgeTrash(prisma: Database['prisma'], { yes, trashDays }: PurgeOptions): Promise<Lines> {
  if (trashDays === undefined)
    return ['Trash: stays until its owners empty it (--trash-days removes what is older).', '']
  const before = new Date(Date.now() - trashDays * dayMs)
  const trash = await listTrash(prisma, before)
  const rows = trash.map(({ title, id, trashedAt }) => [title, id, trashedAt.toISOString()])
  if (yes) for (const { id } of trash) await deleteTrashed(prisma, id, before)
  const head = `Trash: ${plural(trash.length, 'document')} for ${plural(trashDays, 'day')} or longer.`
  return [head, ...(rows.length > 0 ? ['', toTable(['document', 'id', 'in the trash since'], rows)] : []), '']
}

async function purgeHistory(
  context: CommandContext,
  prisma: Database['prisma'],
  { yes }: PurgeOptions,
): Promise<Lines> {
  const where = { quarantinedAt: null }
  const documents = await prisma.document.findMany({ where, orderBy: { id: 'asc' }, select: { id: true, title: true } })
  const found: Thinning[] = []
  const progress = startProgress(context.terminal, 'looking at histories', 'documents')
  for (const [i, document] of documents.entries()) {
    const thinning = await previewThinning(prisma, document)
    if (staleRows(thinning) > 0) found.push(thinning)
    if (yes && staleRows(thinning) > 0) await thinLog(prisma, document.id)
    progress.update(i + 1, documents.length)
  }
  progress.stop()
  const rows = found.map(({ title, documentId, staleUpdates, staleSnapshots }) => [
    title,
    documentId,
    String(staleUpdates.rows),
    String(staleSnapshots.rows),
    toBytes(staleUpdates.bytes + staleSnapshots.bytes),
  ])
  const head = `History: ${plural(found.length, 'document')} of ${documents.length} with more than the retention promises.`
  const header = ['document', 'id', 'updates', 'snapshots', 'bytes']
  return [head, ...(rows.length > 0 ? ['', toTable(header, rows, [2, 3, 4])] : []), '']
}

function staleRows({ staleUpdates, staleSnapshots }: Thinning): number {
  return staleUpdates.rows + staleSnapshots.rows
}

async function purgeLeftovers(prisma: Database['prisma'], { yes }: PurgeOptions): Promise<Lines> {
  const rows: string[][] = []
  for (const { name, count, remove } of leftovers) {
    rows.push([name, String(yes ? await remove(prisma) : await count(prisma))])
  }
  return [toTable(['left over', 'rows'], rows, [1])]
}
