import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CommandError, runCommand } from '../bin/run-command.mjs'
import { readPlaywrightReport } from '../src/test-run/playwright-report.ts'
import { readVitestReport } from '../src/test-run/vitest-report.ts'

const root = path.join(import.meta.dirname, '../../..')
const modules = path.join(root, 'node_modules')

/** The runners resolve their packages from the folder of the tests. */
describe('the reports of the real runners', () => {
  let folder: string

  beforeAll(() => {
    folder = mkdtempSync(path.join(import.meta.dirname, 'runner-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  const run = async (args: string[], env: NodeJS.ProcessEnv = {}) => {
    try {
      await runCommand(process.execPath, args, { cwd: folder, env: { ...process.env, ...env } })
    } catch (error) {
      // A failed test makes a runner end with 1; that is what these tests are about.
      if (!(error instanceof CommandError)) throw error
    }
  }

  it('of Vitest: passed, failed, repeated and skipped tests, and a file that cannot be loaded', async () => {
    const lines = ["import { expect, it } from 'vitest'", "it('holds', () => expect(1).toBe(1))"]
    lines.push("it('breaks', () => expect(1).toBe(2))", "it.todo('comes later')")
    lines.push('let attempts = 0', "it('holds later', () => expect(++attempts).toBe(2))")
    writeFileSync(path.join(folder, 'some.check.ts'), lines.join('\n'))
    writeFileSync(path.join(folder, 'broken.check.ts'), "throw new Error('not loadable')")
    writeFileSync(path.join(folder, 'vitest.config.mjs'), "export default { test: { include: ['*.check.ts'] } }")
    const report = path.join(folder, 'vitest.json')
    const args = ['run', '--root', folder, '--retry=1', '--reporter=json', `--outputFile=${report}`]
    await run([`${modules}/vitest/vitest.mjs`, ...args])
    const { passed, skipped, failures, repeated } = readVitestReport(readFileSync(report, 'utf8'), folder)
    expect({ passed, skipped }).toEqual({ passed: 2, skipped: 1 })
    expect(repeated.map(({ where }) => where)).toEqual(['some.check.ts > holds later'])
    expect(repeated[0]?.why).toContain('expected 1 to be 2')
    expect(failures.map(({ where }) => where).sort()).toEqual(['broken.check.ts', 'some.check.ts > breaks'])
    expect(failures.map(({ why }) => why).join()).toMatch(/expected 1 to be 2.*not loadable|not loadable.*expected 1/s)
  })

  it('of Playwright: passed, failed, repeated and skipped tests, in groups and outside', async () => {
    const lines = ["import { expect, test } from '@playwright/test'", "test('holds', () => expect(1).toBe(1))"]
    lines.push("test.describe('group', () => { test('breaks', () => expect(1).toBe(2)) })")
    lines.push("test('not here', () => test.skip(true, 'because'))")
    lines.push("test('holds later', ({}, { retry }) => expect(retry).toBe(1))")
    writeFileSync(path.join(folder, 'some.spec.mjs'), lines.join('\n'))
    const report = path.join(folder, 'playwright.json')
    const args = [`${modules}/@playwright/test/cli.js`, 'test', '--retries=1', '--reporter=json', '--output=out']
    await run([...args, 'some.spec.mjs'], { PLAYWRIGHT_JSON_OUTPUT_FILE: report, TEST_WORKER_INDEX: '' })
    const { passed, skipped, failures, repeated } = readPlaywrightReport(readFileSync(report, 'utf8'), folder)
    expect({ passed, skipped }).toEqual({ passed: 2, skipped: 1 })
    expect(repeated.map(({ where }) => where)).toEqual(['some.spec.mjs:5 > holds later'])
    expect(failures).toHaveLength(1)
    expect(failures[0]?.where).toBe('some.spec.mjs:3 > group breaks')
    expect(failures[0]?.why).toContain('Expected: 2')
  })
})
