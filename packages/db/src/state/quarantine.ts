import { recordAudit } from '../audit/record-audit.ts'
import { announceChange } from '../changes/announce-change.ts'
import type { PrismaClient } from '../generated/client.ts'
import type { DocumentReport } from './flaw.ts'

/**
 * From the moment this resolves nothing is served of the document's content and nothing written to it, and every sync
 * process is told to send its people away. What they hold stays with them. Answers since when, or with undefined where
 * it was so already or there is no such document.
 */
export async function quarantineDocument(
  prisma: PrismaClient,
  { documentId, verdict }: Pick<DocumentReport, 'documentId' | 'verdict'>,
): Promise<Date | undefined> {
  const since = new Date()
  return (await change(prisma, { documentId, since, detail: verdict })) ? since : undefined
}

/** Lets the document be opened again, as its rows are by now. False where it was not quarantined. */
export function releaseDocument(prisma: PrismaClient, documentId: string): Promise<boolean> {
  return change(prisma, { documentId, since: null })
}

type Quarantine = { readonly documentId: string; readonly since: Date | null; readonly detail?: string }

/** Order: the update waits for an append that is under way, and each later one sees it. */
function change(prisma: PrismaClient, { documentId, since, detail }: Quarantine): Promise<boolean> {
  const isOver = since === null
  return prisma.$transaction(async (tx) => {
    const { count } = await tx.document.updateMany({
      where: { id: documentId, quarantinedAt: isOver ? { not: null } : null },
      data: { quarantinedAt: since },
    })
    if (count === 0) return false
    await recordAudit(tx, { kind: isOver ? 'released' : 'quarantined', via: 'command', documentId, detail })
    await announceChange(tx, { kind: 'quarantine', documentId, isOver })
    return true
  })
}
