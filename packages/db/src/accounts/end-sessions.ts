import { announceChange } from '../changes/announce-change.ts'
import type { Prisma } from '../generated/client.ts'

/**
 * Ends these sessions and answers how many they were. One transaction with the announcement: a session is never over
 * here while its sockets live on elsewhere.
 */
export async function endSessions(tx: Prisma.TransactionClient, where: Prisma.SessionWhereInput): Promise<number> {
  const sessions = await tx.session.findMany({ where, select: { id: true } })
  const ids = sessions.map(({ id }) => id)
  await tx.session.deleteMany({ where: { id: { in: ids } } })
  for (const sessionId of ids) await announceChange(tx, { kind: 'session', sessionId })
  return ids.length
}
