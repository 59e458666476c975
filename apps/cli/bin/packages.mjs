import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { withFolderLock } from './folder-lock.mjs'
import { findOrFetchPnpm, holdsPnpm } from './pnpm.mjs'
import { step } from './progress.mjs'
import { CommandError, runCommand } from './run-command.mjs'
import { diskProblemIn } from './sentence.mjs'

/** Lines of a failed program that are shown. */
const shownLines = 20

/**
 * Installs the packages of the frozen lockfile, unless that was done since lockfile and package.json files changed.
 *
 * @param {string} root
 * @param {NodeJS.WriteStream} out where it says what it does
 * @returns {Promise<{ pnpmFolder: string }>} the folder that `turbo` wants on PATH
 */
export async function installPackages(root, out) {
  const current = readInstalled(root)
  if (isUpToDate(root, current)) return { pnpmFolder: current.pnpmFolder }
  return await withFolderLock(path.join(root, 'node_modules/.cache/duplex'), async () => {
    // Order: another start may have installed while this one waited for the lock.
    const installed = readInstalled(root)
    if (isUpToDate(root, installed)) return { pnpmFolder: installed.pnpmFolder }
    const pnpmFolder = await step(
      'finding pnpm',
      async (done) => {
        const folder = await findOrFetchPnpm(root)
        done('pnpm found')
        return folder
      },
      out,
    )
    await step(
      'installing packages',
      async (done) => {
        await install(root, pnpmFolder)
        done('packages installed')
      },
      out,
    )
    writeFileSync(recordPath(root), JSON.stringify({ hash: hashOfInputs(root), pnpmFolder }))
    return { pnpmFolder }
  })
}

/**
 * @param {string} root
 * @param {string} pnpmFolder
 */
async function install(root, pnpmFolder) {
  const pnpm = path.join(pnpmFolder, process.platform === 'win32' ? 'pnpm.cmd' : 'pnpm')
  const env = { ...process.env, CI: 'true', PATH: `${pnpmFolder}${path.delimiter}${process.env.PATH ?? ''}` }
  try {
    const args = ['install', '--frozen-lockfile', '--prefer-offline']
    await runCommand(pnpm, args, { cwd: root, env, shell: process.platform === 'win32' })
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    const end = error.output.trimEnd().split('\n').slice(-shownLines).join('\n')
    const sentence = diskProblemIn(error.output) ?? 'The packages could not be installed.'
    throw new Error(`${end}\n\n${sentence}`)
  }
}

/** @typedef {{ hash: string, pnpmFolder: string }} Installed what the last complete install left behind */

/**
 * @param {string} root
 * @param {Installed | undefined} installed
 * @returns {installed is Installed}
 */
function isUpToDate(root, installed) {
  return installed !== undefined && installed.hash === hashOfInputs(root) && holdsPnpm(installed.pnpmFolder)
}

/**
 * @param {string} root
 * @returns {Installed | undefined}
 */
function readInstalled(root) {
  if (!existsSync(recordPath(root)) || !existsSync(path.join(root, 'node_modules/.modules.yaml'))) return undefined
  try {
    return JSON.parse(readFileSync(recordPath(root), 'utf8'))
  } catch {
    // A record that was cut short by a full disk or a power cut says nothing: install again.
    return undefined
  }
}

/** @param {string} root */
function recordPath(root) {
  mkdirSync(path.join(root, 'node_modules/.cache/duplex'), { recursive: true })
  return path.join(root, 'node_modules/.cache/duplex/installed.json')
}

/**
 * Everything that decides what an install makes: lockfile, package.json files, settings, and the machine.
 * @param {string} root
 */
function hashOfInputs(root) {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch} ${process.versions.modules}`)
  const folders = ['apps', 'packages'].flatMap((parent) =>
    readdirSync(path.join(root, parent))
      .sort()
      .map((name) => `${parent}/${name}`),
  )
  const manifests = ['.', 'bench', 'e2e', ...folders].map((folder) => `${folder}/package.json`)
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests]) {
    const absolute = path.join(root, file)
    if (existsSync(absolute)) hash.update(`\n${file}\n`).update(readFileSync(absolute))
  }
  return hash.digest('hex')
}
