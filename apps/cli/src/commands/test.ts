import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { step } from '../../bin/progress.mjs'
import type { LauncherConfig } from '../config.ts'
import { beginLog } from '../folder/log-file.ts'
import { startChild } from '../processes/child.ts'
import { judge, nothingFound, type Outcome, toExitCode, toSummary } from '../test-run/outcome.ts'
import { prepareRunners, type Runner, type TestOrder } from '../test-run/suites.ts'
import { runTurbo } from '../turbo.ts'

const stopMs = 10_000

/**
 * `npm test` and `npm run test:programs`: one suite after the other, because a browser that waits for a busy processor
 * fails tests that are right. The last line counts all of them.
 * Returns the exit code.
 */
export async function test(config: LauncherConfig, order: TestOrder, signal: AbortSignal): Promise<number> {
  const folder = path.join(config.root, 'node_modules/.cache/duplex/test')
  mkdirSync(folder, { recursive: true })
  await step('building', async (done) => {
    await runTurbo(config, ['generate', 'build'], beginLog(folder, 'build'), signal)
    done('built')
  })
  const outcomes: Outcome[] = []
  for (const runner of await prepareRunners(config, order.suites, folder)) {
    if (!signal.aborted) outcomes.push(await runTests(config.root, runner, order.repeats, signal))
  }
  process.stdout.write(toSummary(outcomes))
  return signal.aborted ? 1 : toExitCode(outcomes)
}

async function runTests(root: string, runner: Runner, repeats: number, signal: AbortSignal): Promise<Outcome> {
  rmSync(runner.report, { force: true })
  const args = [path.join(root, runner.program), ...runner.args, `${runner.repeatOption}=${repeats}`]
  const command = { program: process.execPath, args, cwd: root, env: runner.environment, stopMs }
  const running = await startChild({ ...command, output: 'terminal' })
  const cut = () => void running.stop()
  signal.addEventListener('abort', cut, { once: true })
  const how = await running.exited
  signal.removeEventListener('abort', cut)
  const outcome = existsSync(runner.report) ? runner.read(readFileSync(runner.report, 'utf8'), root) : nothingFound()
  return judge(outcome, runner.name, how)
}
