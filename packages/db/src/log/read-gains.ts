import type { Prisma } from '../generated/client.ts'

/** A document as it was: the seq of its newest update. */
export type DocumentPosition = { readonly id: string; readonly seq: number }

/** What a document gained since: windows of edits, their bytes, whose they are, and when the first and the last came. */
export type Gain = {
  readonly id: string
  readonly title: string
  readonly updates: number
  readonly bytes: number
  readonly people: string[]
  readonly firstAt: Date
  readonly lastAt: Date
}

/** What each of these documents gained; those that gained nothing or are gone are not in the answer. */
export function readGains(prisma: Prisma.TransactionClient, since: readonly DocumentPosition[]): Promise<Gain[]> {
  return prisma.$queryRaw<Gain[]>`
    WITH before AS (SELECT * FROM unnest(${since.map(({ id }) => id)}::uuid[], ${since.map(({ seq }) => seq)}::int[]) AS b(id, seq))
    SELECT d."id", d."title", count(*)::int AS updates, sum(octet_length(u."bytes"))::float8 AS bytes,
      min(u."createdAt") AS "firstAt", max(u."createdAt") AS "lastAt",
      array(SELECT DISTINCT p."name" FROM "DocumentUpdate" a CROSS JOIN unnest(a."authorIds") AS author
        JOIN "User" p ON p."id" = author WHERE a."documentId" = d."id" AND a."seq" > b.seq ORDER BY 1) AS people
    FROM before b JOIN "Document" d ON d."id" = b.id JOIN "DocumentUpdate" u ON u."documentId" = d."id" AND u."seq" > b.seq
    GROUP BY d."id", d."title", b.seq ORDER BY "lastAt" DESC, d."id"`
}
