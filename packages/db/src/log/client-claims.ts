import type { Prisma } from '../generated/client.ts'

/** A Yjs client id of a document, and whose it is. */
export type ClientClaim = { readonly clientId: number; readonly userId: string }

type ClaimsOfUser = { userId: string; clientIds: bigint[] }

/**
 * Whose each Yjs client id of a document is. Whatever of the log was read before this was called, the claims that came
 * with it are in the answer. One string for each user, however many ids.
 */
export async function readClientClaims(
  prisma: Prisma.TransactionClient,
  documentId: string,
): Promise<Map<number, string>> {
  const users = await prisma.$queryRaw<ClaimsOfUser[]>`
    SELECT "userId", array_agg("clientId") AS "clientIds" FROM "DocumentClient"
    WHERE "documentId" = ${documentId}::uuid GROUP BY "userId"`
  return new Map(users.flatMap(({ userId, clientIds }) => clientIds.map((id) => [Number(id), userId] as const)))
}
