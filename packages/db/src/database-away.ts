import { Prisma } from './generated/client.ts'

/** Prisma: unreachable, timed out, closed, no free connection, too many connections, conflict, transaction lost. */
const prismaCodes = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028', 'P2034', 'P2037'])

/** The same in the words of Prisma's driver adapter. */
const adapterKinds = new Set(['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout', 'TooManyConnections'])

/**
 * SQLSTATE: connection lost (08), out of disk, memory or connections (53), shut down or starting (57P), input or output
 * failed (58), statement or lock took too long, serialisation, deadlock, read-only standby.
 */
const sqlStates = /^(08...|53...|57P..|58...|57014|55P03|25P03|40001|40P01|25006)$/

/** Of the socket. */
const socketCodes = /^E(CONN|PIPE|TIMEDOUT|HOST|NET|AI_AGAIN|NOTFOUND)/

/** pg gives these errors no code. */
const pgMessages = /^(Connection terminated|timeout (exceeded|expired)|Query read timeout|Client .* not queryable$)/

/**
 * Whether an error of a query means that the database could not take it now, and may take the very same one later:
 * it is away, starting, full or busy. A write may have happened all the same, if the answer was lost.
 */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const codes = ['code' in error ? error.code : undefined, ...adapterCodesOf(error)]
  return codes.some((code) => typeof code === 'string' && isAwayCode(code)) || pgMessages.test(error.message)
}

function isAwayCode(code: string): boolean {
  return prismaCodes.has(code) || adapterKinds.has(code) || sqlStates.test(code) || socketCodes.test(code)
}

/**
 * What the driver said. Prisma's own code of a raw query is only "raw query failed", with the driver's error in `meta`;
 * where a transaction cannot begin or end, Prisma throws the driver's error as it is.
 */
function adapterCodesOf(error: Error): unknown[] {
  const known = error instanceof Prisma.PrismaClientKnownRequestError ? error.meta?.driverAdapterError : undefined
  const adapterError = error.name === 'DriverAdapterError' ? error : known
  const { cause } = (adapterError ?? {}) as { cause?: { kind?: unknown; originalCode?: unknown } }
  return [cause?.kind, cause?.originalCode]
}
