import { readFile, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { run } from './run.ts'

export type Binaries = { initdb: string; postgres: string; pgCtl: string; major: number }

const wayOut = 'set DATABASE_URL to a PostgreSQL server that already runs'

/** The PostgreSQL that the package manager installed for this platform. */
export async function findBinaries(): Promise<Binaries> {
  const native = findNativeFolder()
  const file = (name: string) => path.join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name)
  const postgres = file('postgres')
  let version = await run(postgres, ['--version'])
  if (version.status !== 0) {
    await createLibraryLinks(native)
    version = await run(postgres, ['--version'])
  }
  const major = Number(/\) (\d+)/.exec(version.output)?.[1])
  if (version.status !== 0 || !major) {
    throw new EmbeddedPostgresError(
      'unsupported-platform',
      `The embedded PostgreSQL does not run on this system; ${wayOut} (${version.output.trim()}).`,
    )
  }
  return { initdb: file('initdb'), postgres, pgCtl: file('pg_ctl'), major }
}

function findNativeFolder(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${system}-${process.arch}`
  try {
    // The platform packages are optional dependencies of embedded-postgres, so they are resolved from there.
    const require = createRequire(import.meta.url)
    const owner = require.resolve('embedded-postgres')
    return path.join(path.dirname(createRequire(owner).resolve(name)), '../native')
  } catch (cause) {
    throw new EmbeddedPostgresError(
      'unsupported-platform',
      `There is no embedded PostgreSQL for ${system} on ${process.arch}; ${wayOut}.`,
      { cause },
    )
  }
}

/** npm packages cannot hold links; the package's install script makes them, where install scripts may run. */
async function createLibraryLinks(native: string): Promise<void> {
  const list = await readFile(path.join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  const links = JSON.parse(list) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const at = path.join(native, '..', target)
    await symlink(path.basename(source), at).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
  }
}
