import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { diskProblemIn } from '../../bin/sentence.mjs'
import type { LauncherConfig } from '../config.ts'
import { LauncherError } from '../launcher-error.ts'
import { installWithApt, outputOf } from './apt.ts'

/** How systems call a Chromium on PATH, and where macOS puts it. */
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const applications = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/**
 * The path of a Chromium that starts on this machine: Playwright's own, the system's, or one that is installed now.
 *
 * @throws {LauncherError} `no-browser`
 */
export async function findOrInstallBrowser({ root, environment }: LauncherConfig): Promise<string> {
  const given = environment.CHROMIUM_PATH
  if (given !== undefined) return requireStarting(given)
  const require = createRequire(path.join(root, 'package.json'))
  const { chromium } = require('@playwright/test') as typeof import('@playwright/test')
  const onPath = listFolders(environment.PATH).flatMap((folder) => names.map((name) => path.join(folder, name)))
  const find = () => [chromium.executablePath(), ...onPath, ...applications].find(starts)
  const attempts = [
    async () => '',
    () => installWithApt(['chromium'], environment),
    () => installWithPlaywright(root, environment),
  ]
  let output = ''
  for (const attempt of attempts) {
    output += await attempt()
    const found = find()
    if (found !== undefined) return found
  }
  throw new LauncherError('no-browser', diskProblemIn(output) ?? noBrowser)
}

const noBrowser =
  'No Chromium starts here and none could be installed: install Chromium or Google Chrome, or set CHROMIUM_PATH to one.'

function requireStarting(file: string): string {
  if (starts(file)) return file
  throw new LauncherError('no-browser', `CHROMIUM_PATH=${file} is no Chromium that starts here.`)
}

function listFolders(searchPath: string | undefined): string[] {
  return (searchPath ?? '').split(path.delimiter).filter((folder) => folder !== '')
}

/** A browser without its libraries cannot even say its version. */
function starts(file: string): boolean {
  return existsSync(file) && spawnSync(file, ['--version'], { stdio: 'ignore' }).status === 0
}

function installWithPlaywright(root: string, env: NodeJS.ProcessEnv): Promise<string> {
  const cli = path.join(root, 'node_modules/@playwright/test/cli.js')
  return outputOf(process.execPath, [cli, 'install', 'chromium'], { cwd: root, env })
}
