import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { applyMigrations } from '@duplex/db'
import { startEmbeddedPostgres } from '@duplex/db/embedded'
import { createWorld, type Someone, type World } from '../../../apps/sync/test/support/world.ts'
import { findFreePort } from '../../../e2e/stack/ports.ts'
import type { Children } from './children.ts'

/** No two writers of a scenario are the same person, and nobody has more connections than a person may have. */
const personCount = 300

/** The database that `npm start` would use, in a folder of its own, with people in it. */
export type Installation = {
  /** Servers on the database are among them. */
  readonly children: Children
  readonly databaseUrl: string
  /** Of PostgreSQL, which starts others. */
  readonly databasePid: number
  readonly world: World
  readonly people: readonly Someone[]
  /** As in "18.4". */
  readonly postgresVersion: string
  /** Stops the database and leaves nothing behind. */
  remove(): Promise<void>
}

/** PostgreSQL is durable: a commit waits for the disk. */
export async function createInstallation(children: Children): Promise<Installation> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'duplex-bench-'))
  const password = randomBytes(16).toString('base64url')
  const database = await startEmbeddedPostgres({ dataDir, port: await findFreePort(), password, kind: 'durable' })
  const world = createWorld(database.url)
  const remove = async () => {
    await world.close()
    await database.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
  try {
    await applyMigrations(database.url)
    const people = await Promise.all(Array.from({ length: personCount }, () => world.addPerson()))
    const [settings] = await world.prisma.$queryRaw<{ version: string; fsync: string }[]>`
      SELECT current_setting('server_version') AS version, current_setting('fsync') AS fsync`
    if (settings?.fsync !== 'on') throw new Error('the database does not wait for the disk')
    const { url: databaseUrl, pid: databasePid } = database
    return { children, databaseUrl, databasePid, world, people, postgresVersion: settings.version, remove }
  } catch (error) {
    await remove()
    throw error
  }
}
