import type { Prisma, PrismaClient } from '@duplex/db'
import { z } from 'zod'
import { authorise, type DocumentRow } from '../access/authorise.ts'
import type { Actor } from '../auth/actor.ts'
import { encodeCursor, type Page, readCursor, toPage } from '../documents/page.ts'
import { Refusal } from '../refusal.ts'

const memberInclude = { user: { select: { id: true, name: true, email: true } } } satisfies Prisma.MemberInclude

export type MemberRow = Prisma.MemberGetPayload<{ include: typeof memberInclude }>

export type MemberQuery = { cursor?: string; limit: number }

/** `document` tells the presenter who is asking. */
export type MemberPage = Page<MemberRow> & { document: DocumentRow }

const cursorSchema = z.tuple([z.iso.datetime(), z.uuid()])

/** Who is in a document, in the order they came. */
export async function listMembers(
  prisma: PrismaClient,
  actor: Actor,
  documentId: string,
  { cursor, limit }: MemberQuery,
): Promise<MemberPage> {
  const document = await authorise(prisma, actor, 'members.read', documentId)
  const rows = await prisma.member.findMany({
    where: { AND: [{ documentId }, after(cursor)] },
    include: memberInclude,
    orderBy: [{ createdAt: 'asc' }, { userId: 'asc' }],
    take: limit + 1,
  })
  return { document, ...toPage(rows, limit, (last) => encodeCursor([last.createdAt.toISOString(), last.userId])) }
}

export async function readMember(
  prisma: PrismaClient,
  actor: Actor,
  documentId: string,
  userId: string,
): Promise<{ document: DocumentRow; member: MemberRow }> {
  const document = await authorise(prisma, actor, 'members.read', documentId)
  return { document, member: await findMember(prisma, documentId, userId) }
}

/** Only after the document was authorised. Throws `not-found` where this user is no member. */
export async function findMember(tx: Prisma.TransactionClient, documentId: string, userId: string): Promise<MemberRow> {
  const where = { documentId_userId: { documentId, userId } }
  const member = await tx.member.findUnique({ where, include: memberInclude })
  if (member === null) throw new Refusal('not-found', 'This person is not a member of the document.')
  return member
}

function after(cursor: string | undefined): Prisma.MemberWhereInput {
  if (cursor === undefined) return {}
  const [time, userId] = readCursor(cursor, cursorSchema)
  const createdAt = new Date(time)
  return { OR: [{ createdAt: { gt: createdAt } }, { createdAt, userId: { gt: userId } }] }
}
