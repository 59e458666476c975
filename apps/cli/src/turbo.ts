import { createRequire } from 'node:module'
import path from 'node:path'
import { withFolderLock } from '../bin/folder-lock.mjs'
import { diskProblemIn } from '../bin/sentence.mjs'
import type { LauncherConfig } from './config.ts'
import type { LogFile } from './folder/log-file.ts'
import { LauncherError } from './launcher-error.ts'
import { startChild } from './processes/child.ts'

/** Lines of a failed build that are shown. */
const shownLines = 30
const stopMs = 5000

/**
 * Runs tasks of turbo.json in all packages; those whose inputs did not change come from the cache.
 *
 * @throws {LauncherError} `build-failed` with the end of the output.
 */
export async function runTurbo(
  { root, environment }: LauncherConfig,
  tasks: string[],
  output: LogFile,
  signal: AbortSignal,
): Promise<void> {
  const turbo = createRequire(path.join(root, 'package.json')).resolve('turbo/bin/turbo')
  const args = [turbo, 'run', ...tasks, '--output-logs=new-only', '--ui=stream']
  // Compiled code finds the migrations by its absolute path, so a build belongs to the folder that it was made in.
  const env = { ...environment, NODE_ENV: 'production', DUPLEX_ROOT: root }
  await withFolderLock(path.join(root, 'node_modules/.cache/duplex'), async () => {
    const running = await startChild({ program: process.execPath, args, cwd: root, env, output, stopMs })
    const cut = () => void running.stop()
    signal.addEventListener('abort', cut, { once: true })
    const how = await running.exited
    signal.removeEventListener('abort', cut)
    signal.throwIfAborted()
    if (how === 'exit code 0') return
    const lines = output.tail(shownLines)
    const sentence = diskProblemIn(lines) ?? `The build failed (${how}); all of its output is in ${output.path}.`
    throw new LauncherError('build-failed', `${lines}\n\n${sentence}`)
  })
}
