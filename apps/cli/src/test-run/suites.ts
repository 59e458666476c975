import path from 'node:path'
import { step } from '../../bin/progress.mjs'
import type { LauncherConfig } from '../config.ts'
import { findOrInstallBrowser } from './browser.ts'
import type { Outcome } from './outcome.ts'
import { readPlaywrightReport } from './playwright-report.ts'
import { findOrInstallPrograms } from './programs.ts'
import { readVitestReport } from './vitest-report.ts'

/** A program that runs tests and leaves a report. */
export type Runner = {
  name: string
  /** Path inside the repository. */
  program: string
  args: string[]
  /** Takes how often a test that failed is run again. */
  repeatOption: string
  environment: NodeJS.ProcessEnv
  report: string
  read(json: string, root: string): Outcome
}

const suiteNames = ['units', 'pages', 'programs'] as const
/** `units`: with Vitest. `pages`: the product in a browser. `programs`: with proxies, clients and a Redis that others wrote. */
export type Suite = (typeof suiteNames)[number]

const repeatWord = '--repeat-failed'

/** `repeats`: how often a test that failed is run again before it counts as failed. */
export type TestOrder = { suites: Suite[]; repeats: number }

/** What the words of a command ask for: suites, and whether a failed test has a second try. */
export function readTestOrder(words: readonly string[]): TestOrder {
  const stranger = words.find((word) => word !== repeatWord && !suiteNames.some((name) => name === word))
  if (stranger !== undefined) throw new Error(`There are no tests "${stranger}": they are ${suiteNames.join(', ')}.`)
  return { suites: suiteNames.filter((name) => words.includes(name)), repeats: words.includes(repeatWord) ? 1 : 0 }
}

/**
 * What has to run for `suites`, in this order. Brings the programs that they need; their reports go into `folder`.
 *
 * @throws {LauncherError} `no-browser`, `no-program`
 */
export async function prepareRunners(config: LauncherConfig, suites: Suite[], folder: string): Promise<Runner[]> {
  const { environment } = config
  const isBrowsing = suites.includes('pages') || suites.includes('programs')
  const browser = isBrowsing ? { CHROMIUM_PATH: await findBrowser(config) } : {}
  const programs = suites.includes('programs') ? await findPrograms(config) : {}
  const makers = {
    units: () => [toVitest('vitest', [], path.join(folder, 'vitest.json'), environment)],
    pages: () => [
      toPlaywright('playwright', 'e2e/playwright.config.ts', path.join(folder, 'playwright.json'), {
        ...environment,
        ...browser,
      }),
    ],
    programs: () => [
      toVitest('redis', ['--config', 'apps/sync/vitest.programs.config.ts'], path.join(folder, 'redis.json'), {
        ...environment,
        ...programs,
      }),
      toPlaywright('programs', 'e2e/programs/playwright.config.ts', path.join(folder, 'programs.json'), {
        ...environment,
        ...browser,
        ...programs,
      }),
    ],
  }
  return suites.flatMap((suite) => makers[suite]())
}

function toVitest(name: string, more: string[], report: string, environment: NodeJS.ProcessEnv): Runner {
  return {
    name,
    program: 'node_modules/vitest/vitest.mjs',
    args: ['run', ...more, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    repeatOption: '--retry',
    environment,
    report,
    read: readVitestReport,
  }
}

function toPlaywright(name: string, config: string, report: string, environment: NodeJS.ProcessEnv): Runner {
  return {
    name,
    program: 'node_modules/@playwright/test/cli.js',
    args: ['test', '-c', config],
    repeatOption: '--retries',
    environment: { ...environment, E2E_REPORT: report },
    report,
    read: readPlaywrightReport,
  }
}

function findBrowser(config: LauncherConfig): Promise<string> {
  return step('looking for a Chromium', async (done) => {
    const file = await findOrInstallBrowser(config)
    done(`Chromium: ${file}`)
    return file
  })
}

function findPrograms(config: LauncherConfig): Promise<Record<string, string>> {
  return step('looking for proxies, Redis and Python', async (done) => {
    const files = await findOrInstallPrograms(config)
    done(Object.values(files).join(', '))
    return files
  })
}
