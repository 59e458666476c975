import type { Prisma, PrismaClient } from '@duplex/db'
import { uuidv7 } from 'uuidv7'

/** At most `max` uses of a key within `windowSeconds`, counted from its first use. */
export type Limit = { max: number; windowSeconds: number }

/** `count` includes this use. */
type Use = { isAllowed: boolean; count: number; retryAfterSeconds: number }

export type RateLimiter = {
  /** Counts one use. Counting comes before the work, so that uses at the same moment cannot all slip through. */
  use(key: string, limit: Limit): Promise<Use>
  /** Takes one use back: it turned out to be nothing to hold against anybody. */
  giveBack(key: string): Promise<void>
}

/** Longer than any window; older rows say nothing any more. */
const keptMs = 24 * 3_600_000

type Row = { count: number; startedAt: bigint }

/** Counts in the database, so that limits hold over restarts and over several processes. */
export function createRateLimiter(prisma: PrismaClient, now: () => number): RateLimiter {
  return {
    async use(key, { max, windowSeconds }) {
      const time = now()
      const row = await count(prisma, key, time, time - windowSeconds * 1_000)
      if (row.count === 1) await prisma.rateLimit.deleteMany({ where: { lastRequest: { lt: time - keptMs } } })
      const endsMs = Number(row.startedAt) + windowSeconds * 1_000 - time
      return {
        isAllowed: row.count <= max,
        count: row.count,
        retryAfterSeconds: Math.max(1, Math.ceil(endsMs / 1_000)),
      }
    },
    async giveBack(key) {
      await prisma.rateLimit.updateMany({ where: { key, count: { gt: 0 } }, data: { count: { decrement: 1 } } })
    },
  }
}

/** For an installation that limits elsewhere. */
export const unlimited: RateLimiter = {
  use: async () => ({ isAllowed: true, count: 1, retryAfterSeconds: 0 }),
  giveBack: async () => undefined,
}

/** `lastRequest` holds the start of the window, in ms since 1970. */
async function count(prisma: Prisma.TransactionClient, key: string, time: number, since: number): Promise<Row> {
  const rows = await prisma.$queryRaw<Row[]>`
    INSERT INTO "RateLimit" AS r ("id", "key", "count", "lastRequest") VALUES (${uuidv7()}::uuid, ${key}, 1, ${time}::bigint)
    ON CONFLICT ("key") DO UPDATE SET
      "count" = CASE WHEN r."lastRequest" <= ${since}::bigint THEN 1 ELSE r."count" + 1 END,
      "lastRequest" = CASE WHEN r."lastRequest" <= ${since}::bigint THEN ${time}::bigint ELSE r."lastRequest" END
    RETURNING "count", "lastRequest" AS "startedAt"`
  const [row] = rows
  if (row === undefined) throw new Error('an upsert with RETURNING gave no row')
  return row
}
