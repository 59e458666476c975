import { type Prisma, recordUserEvents, type UserEventKind } from '@duplex/db'

/**
 * The same news for everybody who is in a document, in the transaction of the change and under the document's lock.
 * `kindFor` names it for some of them otherwise.
 */
export async function tellMembers(
  tx: Prisma.TransactionClient,
  documentId: string,
  kind: UserEventKind,
  kindFor: Readonly<Record<string, UserEventKind>> = {},
): Promise<void> {
  const members = await tx.member.findMany({ where: { documentId }, select: { userId: true } })
  await recordUserEvents(
    tx,
    members.map(({ userId }) => ({ userId, documentId, kind: kindFor[userId] ?? kind })),
  )
}
