import { stat } from 'node:fs/promises'
import type { Binaries } from './binaries.ts'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { type Identity, run } from './run.ts'

/** The overflow user of Linux: `nobody` in the user database of every common system. */
const nobody = 65534

/**
 * Who PostgreSQL runs as. It refuses to run as root; so for root it runs, in this order of preference,
 * as the owner of an existing data folder, in a user namespace where root's files belong to `nobody`
 * (works wherever root may read), or as `nobody` itself (works where nobody may read, too).
 */
export async function chooseIdentity({ postgres }: Binaries, dataFolder: string): Promise<Identity> {
  if (process.getuid?.() !== 0) return {}
  const owner = await stat(dataFolder).catch(() => undefined)
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
  const namespace = { prefix: ['unshare', '--user', `--map-user=${nobody}`, `--map-group=${nobody}`, '--'] }
  if ((await run(postgres, ['--version'], namespace)).status === 0) return namespace
  const user = { uid: nobody, gid: nobody }
  const { status, output } = await run(postgres, ['--version'], user)
  if (status === 0) return user
  throw new EmbeddedPostgresError(
    'unsupported-platform',
    `PostgreSQL refuses to run as root and cannot run as nobody here; start as a normal user, or set DATABASE_URL (${output.trim()}).`,
  )
}
