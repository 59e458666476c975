import { randomBytes } from 'node:crypto'
import { link, mkdir, open, readFile, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'

/** Bytes of randomness in each secret. */
const secretBytes = 32

const secretSchema = z.string().regex(/^[\w-]{43,}$/)
const secretsSchema = z.object({
  databasePassword: secretSchema,
  authSecret: secretSchema,
  ticketSecret: secretSchema,
})

/** What an installation keeps to itself. Each is base64url of 32 random bytes (43 characters). */
export type Secrets = z.infer<typeof secretsSchema>

/** The secrets file exists and cannot be used, or cannot be made. The message is one sentence for the operator. */
export class SecretsError extends Error {
  override readonly name = 'SecretsError'
  readonly path: string

  constructor(path: string, sentence: string, cause?: unknown) {
    super(sentence, { cause })
    this.path = path
  }
}

/**
 * The secrets in `<dataDir>/secrets.json`, made on first use. Processes that start at the same moment agree: the file
 * appears complete, under its final name, exactly once.
 *
 * @throws {SecretsError} where the file is damaged, readable by other users, or cannot be written.
 */
export async function readOrCreateSecrets(dataDir: string): Promise<Secrets> {
  const path = join(dataDir, 'secrets.json')
  const existing = await readSecrets(path)
  if (existing !== undefined) return existing
  try {
    await createSecrets(path)
  } catch (error) {
    throw new SecretsError(path, `The secrets file ${path} cannot be written: ${describe(error)}.`, error)
  }
  const created = await readSecrets(path)
  if (created === undefined) throw new SecretsError(path, `The secrets file ${path} vanished while it was being made.`)
  return created
}

async function readSecrets(path: string): Promise<Secrets | undefined> {
  let text: string
  try {
    await refuseOpenFile(path)
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    if (error instanceof SecretsError) throw error
    throw new SecretsError(path, `The secrets file ${path} cannot be read: ${describe(error)}.`, error)
  }
  try {
    return secretsSchema.parse(JSON.parse(text))
  } catch (error) {
    // The parser's message would quote the file, so it stays in `cause` only.
    const sentence = `The secrets file ${path} is damaged: restore it from a backup; a new one locks you out of the database.`
    throw new SecretsError(path, sentence, error)
  }
}

/** Security: a secret that others could read is no longer one, and repairing the mode in silence would hide that. */
async function refuseOpenFile(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const { mode } = await stat(path)
  if ((mode & 0o077) === 0) return
  throw new SecretsError(path, `Other users can read the secrets file ${path}: run chmod 600 on it.`)
}

/** Order: bytes on disk first, then the name. `link` refuses a name that is taken, so the first process wins. */
async function createSecrets(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const draft = `${path}.${process.pid}.${randomBytes(6).toString('hex')}`
  const secrets: Secrets = { databasePassword: secret(), authSecret: secret(), ticketSecret: secret() }
  try {
    // External: Turbopack takes a path that it cannot compute for the whole repository, and copies it into web's output.
    const file = await open(/* turbopackIgnore: true */ draft, 'wx', 0o600)
    try {
      await file.writeFile(`${JSON.stringify(secrets, undefined, 2)}\n`)
      await file.sync()
    } finally {
      await file.close()
    }
    await link(draft, path)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  } finally {
    await rm(draft, { force: true })
  }
}

function secret(): string {
  return randomBytes(secretBytes).toString('base64url')
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
