import { randomUUID } from 'node:crypto'
import { chmod, chown, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Binaries } from './binaries.ts'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { isAlive } from './lock-file.ts'
import { type Identity, run } from './run.ts'
import { toStartError } from './start-error.ts'

/** Bootstrap superuser; the product itself uses a role without special rights. */
export const superuser = 'postgres'

/** Throws where an existing data folder is of another major version. False: there is none yet. */
export async function isInitialised(dataFolder: string, major: number): Promise<boolean> {
  const version = await readFile(path.join(dataFolder, 'PG_VERSION'), 'utf8').catch(() => undefined)
  if (version === undefined) return false
  if (Number(version) === major) return true
  throw new EmbeddedPostgresError(
    'other-version',
    `The database in ${dataFolder} is of PostgreSQL ${version.trim()} and this is PostgreSQL ${major}: dump it with the old version and restore it, or choose another data folder.`,
  )
}

export type InitialiseOptions = {
  binaries: Binaries
  identity: Identity
  dataFolder: string
  password: string
  /** Whether the new files must survive a power cut. */
  durable: boolean
}

/** Makes the data folder. It appears whole or not at all, and the first of two processes that try wins. */
export async function initialise({ binaries, identity, dataFolder, password, durable }: InitialiseOptions) {
  await removeLeftovers(dataFolder)
  const draft = `${dataFolder}.new-${process.pid}-${randomUUID()}`
  const passwordFile = `${draft}-password`
  await mkdir(draft, { mode: 0o700 })
  try {
    await writeFile(passwordFile, password, { mode: 0o600 })
    if (identity.uid !== undefined && identity.gid !== undefined) {
      // The folder above must let that user through.
      await chmod(path.dirname(dataFolder), 0o711)
      for (const file of [draft, passwordFile]) await chown(file, identity.uid, identity.gid)
    }
    const { status, output } = await run(binaries.initdb, initdbArguments(draft, passwordFile, durable), identity)
    if (status !== 0) throw await toStartError(output, dataFolder)
    await rename(draft, dataFolder).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    })
  } finally {
    await rm(passwordFile, { force: true })
    await rm(draft, { recursive: true, force: true })
  }
}

/** The built-in C.UTF-8 locale folds the case of every script and sorts alike on every system, for ever. */
function initdbArguments(folder: string, passwordFile: string, durable: boolean): string[] {
  const encoding = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  const access = [`--username=${superuser}`, '--auth=scram-sha-256', `--pwfile=${passwordFile}`]
  return ['-D', folder, ...access, ...encoding, '--no-instructions', ...(durable ? [] : ['--no-sync'])]
}

/** Drafts of processes that were killed. */
async function removeLeftovers(dataFolder: string): Promise<void> {
  const above = path.dirname(dataFolder)
  for (const name of await readdir(above)) {
    const pid = /\.new-(\d+)-/.exec(name)?.[1]
    if (pid && !isAlive(Number(pid))) await rm(path.join(above, name), { recursive: true, force: true })
  }
}
