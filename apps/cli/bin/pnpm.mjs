import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { runCommand } from './run-command.mjs'

/** Windows needs a shell for `.cmd` files. */
const windows = process.platform === 'win32'
const executable = windows ? 'pnpm.cmd' : 'pnpm'

/**
 * The `packageManager` of package.json, like `pnpm@12.21.0`.
 * @param {string} root
 * @returns {string}
 */
function pinnedPnpm(root) {
  return JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).packageManager
}

/**
 * The folder that holds the pinned pnpm: one that is on PATH, otherwise npm fetches it into its cache. Corepack is not
 * asked: version 0.34 refuses the signatures of today's pnpm.
 *
 * @param {string} root
 * @returns {Promise<string>}
 */
export async function findOrFetchPnpm(root) {
  const onPath = folderOn(process.env.PATH)
  if (onPath && (await isPinned(onPath, root))) return onPath
  const print = 'process.stdout.write("PATH<" + process.env.PATH + ">")'
  const { program, args } = npmCommand()
  const output = await runCommand(
    program,
    [
      ...args,
      'exec',
      '--yes',
      `--package=${pinnedPnpm(root)}`,
      '--',
      process.execPath,
      '-e',
      windows ? `"${print}"` : print,
    ],
    { cwd: root, shell: windows },
  )
  const folder = folderOn(/PATH<(.*)>/s.exec(output)?.[1])
  if (!folder) throw new Error(`npm could not fetch ${pinnedPnpm(root)}: is this machine online?`)
  return folder
}

/**
 * Whether the folder still holds a pnpm.
 * @param {string} folder
 */
export function holdsPnpm(folder) {
  return existsSync(path.join(folder, executable))
}

/** npm names itself in scripts; that spares the search for `npm.cmd` and for PATH. */
function npmCommand() {
  const own = process.env.npm_execpath
  if (own?.endsWith('npm-cli.js')) return { program: process.execPath, args: [own] }
  return { program: windows ? 'npm.cmd' : 'npm', args: [] }
}

/** @param {string | undefined} searchPath */
function folderOn(searchPath) {
  return searchPath?.split(path.delimiter).find((folder) => folder !== '' && holdsPnpm(folder))
}

/**
 * @param {string} folder
 * @param {string} root
 */
async function isPinned(folder, root) {
  try {
    const env = { ...process.env, COREPACK_ENABLE_NETWORK: '0' }
    const version = await runCommand(path.join(folder, executable), ['--version'], { cwd: root, env, shell: windows })
    return `pnpm@${version.trim()}` === pinnedPnpm(root)
  } catch {
    // A pnpm that does not answer (Corepack's stand-in, for one) is not the pinned one.
    return false
  }
}
