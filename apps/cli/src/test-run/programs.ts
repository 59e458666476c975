import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { diskProblemIn } from '../../bin/sentence.mjs'
import type { LauncherConfig } from '../config.ts'
import { LauncherError } from '../launcher-error.ts'
import { installWithApt } from './apt.ts'

type Program = {
  /** For people. */
  name: string
  file: string
  /** Arguments with which it ends at once, with 0 where it is what the tests need. */
  trial: string[]
  /** Tells the tests where it is. */
  variable: string
  packages: string[]
  /** The tests do without it where it is missing, in another way. */
  isOptional?: true
}

const programs: Program[] = [
  { name: 'nginx', file: 'nginx', trial: ['-v'], variable: 'NGINX_PATH', packages: ['nginx'] },
  { name: 'HAProxy', file: 'haproxy', trial: ['-v'], variable: 'HAPROXY_PATH', packages: ['haproxy'] },
  { name: 'Caddy', file: 'caddy', trial: ['version'], variable: 'CADDY_PATH', packages: ['caddy'] },
  { name: 'Apache httpd', file: 'apache2', trial: ['-v'], variable: 'APACHE_PATH', packages: ['apache2'] },
  {
    name: 'Redis 7 or newer',
    file: 'redis-server',
    trial: ['--version'],
    variable: 'REDIS_SERVER_PATH',
    packages: ['redis-server'],
  },
  {
    name: 'iproute2',
    file: 'ip',
    trial: ['-V'],
    variable: 'IP_PATH',
    packages: ['iproute2'],
    isOptional: true,
  },
  { name: 'curl', file: 'curl', trial: ['--version'], variable: 'CURL_PATH', packages: ['curl'] },
  {
    name: 'Python 3 with aiohttp and websockets',
    file: 'python3',
    trial: ['-c', 'import aiohttp, websockets'],
    variable: 'PYTHON_PATH',
    packages: ['python3', 'python3-aiohttp', 'python3-websockets'],
  },
]

/** Where servers are on systems that have these folders only on root's PATH. */
const systemFolders = ['/usr/local/sbin', '/usr/sbin', '/usr/local/bin', '/usr/bin']

/**
 * Where the programs are that the tests work with, by the variables that tell them. Those that are missing are
 * installed where that is possible; those that tests can do without may be missing from the answer.
 *
 * @throws {LauncherError} `no-program`, naming what is missing
 */
export async function findOrInstallPrograms({ environment }: LauncherConfig): Promise<Record<string, string>> {
  const folders = [...(environment.PATH ?? '').split(path.delimiter).filter(Boolean), ...systemFolders]
  const missing = programs.filter((program) => findProgram(program, environment, folders) === undefined)
  const packages = missing.flatMap((program) => program.packages)
  const output = missing.length === 0 ? '' : await installWithApt(packages, environment)
  return Object.fromEntries(
    programs.flatMap((program) => {
      const file = findProgram(program, environment, folders)
      if (file !== undefined) return [[program.variable, file]]
      if (program.isOptional) return []
      throw new LauncherError('no-program', diskProblemIn(output) ?? toSentence(program))
    }),
  )
}

function findProgram(program: Program, environment: NodeJS.ProcessEnv, folders: string[]): string | undefined {
  const given = environment[program.variable]
  const files = given === undefined ? folders.map((folder) => path.join(folder, program.file)) : [given]
  return files.find((file) => existsSync(file) && spawnSync(file, program.trial, { stdio: 'ignore' }).status === 0)
}

function toSentence({ name, variable, packages }: Program): string {
  return `These tests need ${name}: install it (on Debian: ${packages.join(' ')}), or set ${variable}.`
}
