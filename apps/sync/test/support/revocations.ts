import { announceChange, endSessions, type Prisma } from '@duplex/db'
import type { CloseName } from '@duplex/protocol'
import type { Someone } from './world.ts'

/** One way to take somebody's access to a document, as web does it: the change and its announcement, committed at once. */
export type Revocation = {
  readonly name: string
  readonly close: CloseName
  /** Whether others who are in the document may stay there. */
  readonly sparesOthers: boolean
  run(tx: Prisma.TransactionClient, documentId: string, person: Someone): Promise<unknown>
}

export const revocations: readonly Revocation[] = [
  {
    name: 'another role',
    close: 'accessChanged',
    sparesOthers: true,
    async run(tx, documentId, { userId }) {
      await tx.member.update({ where: { documentId_userId: { documentId, userId } }, data: { role: 'viewer' } })
      await raiseAccessVersion(tx, documentId, userId)
    },
  },
  {
    name: 'the end of a membership',
    close: 'accessChanged',
    sparesOthers: true,
    async run(tx, documentId, { userId }) {
      await tx.member.delete({ where: { documentId_userId: { documentId, userId } } })
      await raiseAccessVersion(tx, documentId, userId)
    },
  },
  {
    name: 'the end of a session',
    close: 'signedOut',
    sparesOthers: true,
    run: (tx, _, { sessionId }) => endSessions(tx, { id: sessionId }),
  },
  {
    name: 'the trash',
    close: 'deleted',
    sparesOthers: false,
    async run(tx, documentId) {
      await tx.document.update({ where: { id: documentId }, data: { trashedAt: new Date() } })
      await announceChange(tx, { kind: 'document', documentId, state: 'trashed' })
    },
  },
]

async function raiseAccessVersion(tx: Prisma.TransactionClient, documentId: string, userId: string): Promise<void> {
  const data = { accessVersion: { increment: 1 } }
  const { accessVersion } = await tx.document.update({ where: { id: documentId }, data })
  await announceChange(tx, { kind: 'access', documentId, accessVersion, userIds: [userId] })
}
