import { createHash } from 'node:crypto'
import type { Prisma, PrismaClient } from '@duplex/db'
import { Refusal } from '../refusal.ts'

/** How long an answer is remembered. */
const keptMs = 24 * 3_600_000

export type IdempotentRequest = { userId: string; key: string; fingerprint: Uint8Array<ArrayBuffer> }

export type Answer<T> = { body: T; isReplay: boolean }

/** SHA-256 over what makes two requests the same: what is asked for, and every input of it. */
export function toFingerprint(operation: string, input: unknown): Uint8Array<ArrayBuffer> {
  const text = JSON.stringify([operation, input])
  return new Uint8Array(createHash('sha256').update(text).digest())
}

/**
 * Does `work` once for a key. The answer is stored by the transaction that did the work, so there is no moment at
 * which one exists without the other, and a failed attempt leaves nothing behind. The same request again gets the
 * stored answer; another request with the key is refused; one that arrives while the first is at work, too.
 */
export function doOnce<T extends Prisma.InputJsonObject>(
  prisma: PrismaClient,
  { userId, key, fingerprint }: IdempotentRequest,
  status: number,
  work: (tx: Prisma.TransactionClient) => Promise<T>,
): Promise<Answer<T>> {
  return prisma.$transaction(async (tx) => {
    await claim(tx, userId, key)
    await tx.idempotencyKey.deleteMany({ where: { createdAt: { lt: new Date(Date.now() - keptMs) } } })
    const known = await tx.idempotencyKey.findUnique({ where: { userId_key: { userId, key } } })
    if (known === null) {
      const body = await work(tx)
      await tx.idempotencyKey.create({ data: { userId, key, fingerprint, status, body } })
      return { body, isReplay: false }
    }
    if (!Buffer.from(known.fingerprint).equals(fingerprint)) {
      throw new Refusal('idempotency-mismatch', 'This Idempotency-Key was used for another request.')
    }
    // Written above by the same work, as JSON.
    return { body: known.body as T, isReplay: true }
  })
}

/** The lock ends with the transaction, also when the process dies. */
async function claim(tx: Prisma.TransactionClient, userId: string, key: string): Promise<void> {
  const name = `idempotency:${userId}:${key}`
  const [row] = await tx.$queryRaw<{ free: boolean }[]>`
    SELECT pg_try_advisory_xact_lock(hashtextextended(${name}, 0)) AS free`
  if (row?.free === true) return
  throw new Refusal('request-in-progress', 'A request with this Idempotency-Key is being worked on.', {
    retryAfterSeconds: 1,
  })
}
