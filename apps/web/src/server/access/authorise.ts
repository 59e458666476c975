import type { Prisma } from '@duplex/db'
import type { Role } from '@duplex/protocol'
import { Refusal } from '../refusal.ts'
import { type Action, decide, type Verdict } from './policy.ts'

/** Whoever the documents of a call belong to. */
export type Person = { userId: string }

/** A document as one person sees it. */
export type DocumentRow = {
  id: string
  title: string
  version: number
  accessVersion: number
  lastSeq: number
  createdAt: Date
  updatedAt: Date
  trashedAt: Date | null
  role: Role
  owner: { id: string; name: string }
}

/**
 * The document, if this person may do this to it. Loaded by id and person in one query, so that an id alone never
 * opens anything. Throws the same `not-found` for a document that is absent and for one that this person may not know.
 */
export async function authorise(
  tx: Prisma.TransactionClient,
  person: Person,
  action: Action,
  documentId: string,
): Promise<DocumentRow> {
  const found = await tx.document.findFirst(toQuery(person, documentId))
  const row = found === null ? undefined : toDocumentRow(found, person)
  const access = { role: row?.role, isTrashed: row?.trashedAt != null }
  const verdict = decide(person, action, access)
  if (row === undefined || verdict !== 'allowed') throw toRefusal(verdict)
  return row
}

/**
 * Like {@link authorise}, and holds the document's row until the transaction ends: changes of one document happen one
 * after the other, and the answer stays true until then. Waits for an append to the log, which takes the same lock.
 */
export async function authoriseLocked(
  tx: Prisma.TransactionClient,
  person: Person,
  action: Action,
  documentId: string,
): Promise<DocumentRow> {
  await tx.$queryRaw`
    SELECT 1 FROM "Document" d JOIN "Member" m ON m."documentId" = d."id"
    WHERE d."id" = ${documentId}::uuid AND m."userId" = ${person.userId}::uuid FOR NO KEY UPDATE OF d`
  return await authorise(tx, person, action, documentId)
}

/** What `toDocumentRow` needs: the row, this person's membership and the owner's. */
export function includeFor({ userId }: Person) {
  return {
    members: {
      where: { OR: [{ userId }, { role: 'owner' as const }] },
      select: { userId: true, role: true, user: { select: { id: true, name: true } } },
    },
  } satisfies Prisma.DocumentInclude
}

type FoundDocument = Prisma.DocumentGetPayload<{ include: ReturnType<typeof includeFor> }>

/** Undefined where the person is no member. */
export function toDocumentRow({ members, ...document }: FoundDocument, person: Person): DocumentRow | undefined {
  const own = members.find(({ userId }) => userId === person.userId)
  const owner = members.find(({ role }) => role === 'owner')
  if (own === undefined || owner === undefined) return undefined
  return { ...document, role: own.role, owner: owner.user }
}

function toQuery(person: Person, id: string) {
  return { where: { id, members: { some: { userId: person.userId } } }, include: includeFor(person) }
}

function toRefusal(verdict: Verdict): Refusal {
  switch (verdict) {
    case 'signed-out':
      return new Refusal('signed-out', 'Sign in first.')
    case 'forbidden':
      return new Refusal('forbidden', 'Your role in this document does not include that.')
    case 'in-trash':
      return new Refusal('in-trash', 'The document is in the trash. Restore it first.')
    case 'not-in-trash':
      return new Refusal('not-in-trash', 'Only a document in the trash can be deleted for good.')
    case 'hidden':
    case 'allowed':
      return documentNotFound()
  }
}

/** One wording for absent and forbidden. */
export function documentNotFound(): Refusal {
  return new Refusal('not-found', 'There is no such document.')
}
