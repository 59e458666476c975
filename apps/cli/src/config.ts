import path from 'node:path'
import { z } from 'zod'
import { LauncherError } from './launcher-error.ts'

const port = z.string().regex(/^\d+$/).transform(Number).pipe(z.number().min(1).max(65_535))

const schema = z.object({
  DUPLEX_DATA_DIR: z.string().default('.duplex'),
  HOST: z.string().default('127.0.0.1'),
  WEB_PORT: port.default(3000),
  SYNC_PORT: port.default(1234),
  SYNC_HOST: z.string().optional(),
  DATABASE_PORT: port.optional(),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
  npm_lifecycle_event: z.string().optional(),
})

/** What each variable must be, for the sentence that is shown when it is not. */
const expected: Record<keyof z.input<typeof schema>, string> = {
  DUPLEX_DATA_DIR: 'a folder',
  HOST: 'an address of this machine',
  WEB_PORT: 'a port from 1 to 65535',
  SYNC_PORT: 'a port from 1 to 65535',
  SYNC_HOST: 'an address of this machine',
  DATABASE_PORT: 'a port from 1 to 65535',
  DATABASE_URL: 'a URL like postgresql://user:password@host:5432/name',
  PUBLIC_URL: 'a URL like https://docs.example.org',
  REDIS_URL: 'a URL like redis://host:6379',
  npm_lifecycle_event: 'a name of a script',
}

/** `dataDir` is absolute. `databasePort` is undefined where any free port will do. */
export type LauncherConfig = {
  root: string
  dataDir: string
  host: string
  syncHost: string
  webPort: number
  syncPort: number
  databasePort: number | undefined
  databaseUrl: string | undefined
  publicUrl: string | undefined
  redisUrl: string | undefined
  /** The folder that a person was in; relative names of files are meant from there. */
  invokedFrom: string
  isRunByNpm: boolean
  environment: NodeJS.ProcessEnv
}

/**
 * Turns the environment into what the launcher needs. An empty variable counts as absent.
 *
 * @throws {LauncherError} `bad-variable`, naming the variable and what it must be; never its value, which may hold a
 * password.
 */
export function readConfig(root: string, environment: NodeJS.ProcessEnv): LauncherConfig {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const parsed = schema.safeParse(given)
  if (!parsed.success) {
    const name = String(parsed.error.issues[0]?.path[0]) as keyof typeof expected
    throw new LauncherError('bad-variable', `${name} must be ${expected[name]}.`)
  }
  const { data } = parsed
  if (data.WEB_PORT === data.SYNC_PORT)
    throw new LauncherError('bad-variable', 'WEB_PORT and SYNC_PORT must be two different ports.')
  return {
    root,
    dataDir: path.resolve(root, data.DUPLEX_DATA_DIR),
    host: data.HOST,
    syncHost: data.SYNC_HOST ?? data.HOST,
    webPort: data.WEB_PORT,
    syncPort: data.SYNC_PORT,
    databasePort: data.DATABASE_PORT,
    databaseUrl: data.DATABASE_URL,
    publicUrl: data.PUBLIC_URL,
    redisUrl: data.REDIS_URL,
    // npm goes to the root and says where it was called.
    invokedFrom: given.INIT_CWD ?? process.cwd(),
    isRunByNpm: data.npm_lifecycle_event !== undefined,
    environment: { ...given, ...quiet },
  }
}

/** The configuration of this process; the only place that looks at its environment. */
export function readOwnConfig(root: string): LauncherConfig {
  return readConfig(root, process.env)
}

/** No program that is started here reports home or looks for updates. */
const quiet = {
  NEXT_TELEMETRY_DISABLED: '1',
  TURBO_TELEMETRY_DISABLED: '1',
  TURBO_NO_UPDATE_NOTIFIER: '1',
  DO_NOT_TRACK: '1',
  CHECKPOINT_DISABLE: '1',
  BETTER_AUTH_TELEMETRY: '0',
}
