/** Codes of Prisma, PostgreSQL and the socket that mean: no answer from the database, and none of ours at fault. */
const awayCodes = new Set([
  'P1001',
  'P1002',
  'P1008',
  'P1017',
  'P2024',
  'P2028',
  '57P01',
  '57P02',
  '57P03',
  '53300',
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
])
/** Words of pg, which gives these two no code. */
const awayWords = /connection terminated|timeout exceeded when trying to connect/i

/** Whether an error, or what caused it, says that the database is away. */
export function isStorageAway(error: unknown): boolean {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth++) {
    if ('code' in cause && typeof cause.code === 'string' && awayCodes.has(cause.code)) return true
    if (awayWords.test(cause.message)) return true
  }
  return false
}
