import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { step } from '../../bin/progress.mjs'
import type { LauncherConfig } from '../config.ts'
import { beginLog } from '../folder/log-file.ts'
import { startChild } from '../processes/child.ts'
import { findOrInstallBrowser } from '../test-run/browser.ts'
import { judge, type Outcome, toExitCode, toSummary } from '../test-run/outcome.ts'
import { readPlaywrightReport } from '../test-run/playwright-report.ts'
import { readVitestReport } from '../test-run/vitest-report.ts'
import { runTurbo } from '../turbo.ts'

const stopMs = 10_000

/** A program that runs tests and leaves a report. */
type Runner = {
  name: string
  /** Path inside the repository. */
  program: string
  args: string[]
  environment: NodeJS.ProcessEnv
  report: string
  read(json: string): Outcome
}

/** `npm test`: unit and integration tests, then the whole product in a real browser. Returns the exit code. */
export async function test(config: LauncherConfig, signal: AbortSignal): Promise<number> {
  const folder = path.join(config.root, 'node_modules/.cache/duplex/test')
  mkdirSync(folder, { recursive: true })
  await step('building', async (done) => {
    await runTurbo(config, ['generate', 'build'], beginLog(folder, 'build'), signal)
    done('built')
  })
  const browser = await step('looking for a Chromium', async (done) => {
    const file = await findOrInstallBrowser(config)
    done(`Chromium: ${file}`)
    return file
  })
  const outcomes: Outcome[] = []
  for (const runner of listRunners(config, folder, browser)) {
    if (!signal.aborted) outcomes.push(await runTests(config.root, runner, signal))
  }
  process.stdout.write(toSummary(outcomes))
  return signal.aborted ? 1 : toExitCode(outcomes)
}

/** One after the other: a browser that waits for a busy processor fails tests that are right. */
function listRunners({ root, environment }: LauncherConfig, folder: string, browser: string): Runner[] {
  const [units, pages] = [path.join(folder, 'vitest.json'), path.join(folder, 'playwright.json')]
  return [
    {
      name: 'vitest',
      program: 'node_modules/vitest/vitest.mjs',
      args: ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${units}`],
      environment,
      report: units,
      read: (json) => readVitestReport(json, root),
    },
    {
      name: 'playwright',
      program: 'node_modules/@playwright/test/cli.js',
      args: ['test', '-c', 'e2e/playwright.config.ts'],
      environment: { ...environment, CHROMIUM_PATH: browser, E2E_REPORT: pages },
      report: pages,
      read: readPlaywrightReport,
    },
  ]
}

async function runTests(root: string, runner: Runner, signal: AbortSignal): Promise<Outcome> {
  rmSync(runner.report, { force: true })
  const args = [path.join(root, runner.program), ...runner.args]
  const command = { program: process.execPath, args, cwd: root, env: runner.environment, stopMs }
  const running = await startChild({ ...command, output: 'terminal' })
  const cut = () => void running.stop()
  signal.addEventListener('abort', cut, { once: true })
  const how = await running.exited
  signal.removeEventListener('abort', cut)
  const nothing: Outcome = { passed: 0, skipped: 0, failures: [] }
  const outcome = existsSync(runner.report) ? runner.read(readFileSync(runner.report, 'utf8')) : nothing
  return judge(outcome, runner.name, how)
}
