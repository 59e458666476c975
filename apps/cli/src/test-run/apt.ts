import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { CommandError, runCommand } from '../../bin/run-command.mjs'

/** Debian asks this program whether a package that is being installed may start its service; 101 is no. */
const policy = '/usr/sbin/policy-rc.d'

/** Installs Debian packages where that is possible: as root on a Debian. Whether it worked shows afterwards. */
export async function installWithApt(packages: readonly string[], environment: NodeJS.ProcessEnv): Promise<string> {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return ''
  const env = { ...environment, DEBIAN_FRONTEND: 'noninteractive' }
  const isOurs = !existsSync(policy)
  if (isOurs) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  try {
    const update = await outputOf('apt-get', ['update', '--quiet'], { cwd: '/', env })
    const args = ['install', '--yes', '--no-install-recommends', ...packages]
    return update + (await outputOf('apt-get', args, { cwd: '/', env }))
  } finally {
    if (isOurs) rmSync(policy, { force: true })
  }
}

/** What a program printed, also where it failed. */
export async function outputOf(program: string, args: string[], options: { cwd: string; env: NodeJS.ProcessEnv }) {
  try {
    return await runCommand(program, args, options)
  } catch (error) {
    return error instanceof CommandError ? error.output : String(error)
  }
}
