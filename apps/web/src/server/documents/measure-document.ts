import type { PrismaClient } from '@duplex/db'

/** Bytes of a document as it is read from its log: the newest snapshot and what came after. */
export async function measureDocument(prisma: PrismaClient, documentId: string): Promise<number> {
  const [row] = await prisma.$queryRaw<{ bytes: bigint }[]>`
    WITH newest AS (
      SELECT "seq", octet_length("bytes") AS "bytes" FROM "DocumentSnapshot"
      WHERE "documentId" = ${documentId}::uuid ORDER BY "seq" DESC LIMIT 1
    )
    SELECT COALESCE((SELECT "bytes" FROM newest), 0)::bigint + COALESCE(SUM(octet_length("bytes")), 0)::bigint AS "bytes"
    FROM "DocumentUpdate"
    WHERE "documentId" = ${documentId}::uuid AND "seq" > COALESCE((SELECT "seq" FROM newest), 0)`
  return Number(row?.bytes ?? 0)
}
