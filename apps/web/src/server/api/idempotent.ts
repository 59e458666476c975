import type { Prisma, PrismaClient } from '@duplex/db'
import { z } from '@hono/zod-openapi'
import { type Answer, doOnce, toFingerprint } from '../documents/idempotency.ts'
import { Refusal } from '../refusal.ts'

export const idempotencyHeader = z.object({
  'Idempotency-Key': z.string().optional().openapi({
    description: 'Any text of your own, up to 255 characters. The same request again gets the same answer for a day.',
  }),
})

export type Creation = {
  userId: string
  /** The header as it came. */
  key: string | undefined
  /** What is created, and from what: two requests with a key must agree in both. */
  operation: string
  input: unknown
}

/** Runs `work` in a transaction; with a key, once for that key. */
export async function createOnce<T extends Prisma.InputJsonObject>(
  prisma: PrismaClient,
  { userId, key, operation, input }: Creation,
  work: (tx: Prisma.TransactionClient) => Promise<T>,
): Promise<Answer<T>> {
  if (key === undefined) return { body: await prisma.$transaction(work), isReplay: false }
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw new Refusal('malformed-request', 'Idempotency-Key must be 1 to 255 printable ASCII characters.')
  }
  return await doOnce(prisma, { userId, key, fingerprint: toFingerprint(operation, input) }, 201, work)
}

/** Tells a caller that it looks at an answer of before. */
export function replayHeaders({ isReplay }: { isReplay: boolean }): Record<string, string> {
  return isReplay ? { 'Idempotency-Replayed': 'true' } : {}
}
