import { type Database, type LivingNode, MigrationError, pendingMigrations, readNodes } from '@duplex/db'
import { type CommandContext, placeOf, reasonOf, usePrisma } from '../context.ts'
import { plural, toBytes } from '../terminal.ts'
import { type Finding, toFinding } from './finding.ts'
import { judgeClock } from './verdicts.ts'

/** The oldest major version that PostgreSQL itself still looks after. */
const oldestMajor = 14

type Facts = { version: string; number: number; bytes: number; databaseMs: number }

/** `nodes`: processes of sync that say in it that they run; 0 where it could not be asked. */
export type DatabaseFindings = { readonly findings: readonly Finding[]; readonly nodes: number }

export async function checkDatabase({ database }: CommandContext): Promise<DatabaseFindings> {
  const alone = (finding: Finding): DatabaseFindings => ({ findings: [finding], nodes: 0 })
  const url = await database.findUrl()
  if (url === undefined)
    return alone(toFinding('database', 'warning', 'the embedded one does not run: start Duplex to have it looked at'))
  try {
    return await usePrisma(url, (prisma) => examine(prisma, url))
  } catch (error) {
    return alone(toFinding('database', 'failure', `${placeOf(url)} cannot be used. ${reasonOf(error)}`))
  }
}

async function examine(prisma: Database['prisma'], url: string): Promise<DatabaseFindings> {
  // The first query opens the connection, which is not to be measured.
  await prisma.$queryRaw`SELECT 1`
  const sentAt = Date.now()
  const [facts] = await prisma.$queryRaw<Facts[]>`
    SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS number,
      pg_database_size(current_database())::float8 AS bytes,
      extract(epoch FROM clock_timestamp())::float8 * 1000 AS "databaseMs"`
  const receivedAt = Date.now()
  if (!facts) throw new Error('the database does not answer')
  const { version, number, bytes, databaseMs } = facts
  const isOld = Math.floor(number / 10_000) < oldestMajor
  const detail = `PostgreSQL ${version} at ${placeOf(url)}, ${toBytes(bytes)}${isOld ? `: older than ${oldestMajor}` : ''}`
  const migrations = await checkMigrations(url)
  const findings = [
    toFinding('database', isOld ? 'failure' : 'good', detail),
    checkClock(databaseMs - (sentAt + receivedAt) / 2, (receivedAt - sentAt) / 2),
    migrations,
  ]
  if (migrations.verdict !== 'good') return { findings, nodes: 0 }
  const nodes = await readNodes(prisma)
  return { findings: [...findings, checkNodes(nodes)], nodes: nodes.length }
}

/** `errorMs`: how far off the measurement can be. */
function checkClock(offMs: number, errorMs: number): Finding {
  const direction = offMs > 0 ? 'ahead of' : 'behind'
  const detail = `the database is ${Math.abs(Math.round(offMs))} ms ${direction} this machine (± ${Math.ceil(errorMs)} ms)`
  return toFinding('clock', judgeClock(offMs, errorMs), detail)
}

async function checkMigrations(url: string): Promise<Finding> {
  const about = 'migrations'
  try {
    const pending = await pendingMigrations(url)
    if (pending.length === 0) return toFinding(about, 'good', 'the tables are up to date')
    return toFinding(
      about,
      'failure',
      `${plural(pending.length, 'migration')} pending: start Duplex to apply them (${pending.join(', ')})`,
    )
  } catch (error) {
    if (error instanceof MigrationError) return toFinding(about, 'failure', error.message)
    throw error
  }
}

function checkNodes(nodes: readonly LivingNode[]): Finding {
  if (nodes.length === 0) return toFinding('sync', 'warning', 'no process of sync says that it runs')
  const hosts = nodes.map(({ host, state, version }) => `${host} (${version}, ${state})`)
  return toFinding('sync', 'good', `${plural(nodes.length, 'process', 'processes')}: ${hosts.join(', ')}`)
}
