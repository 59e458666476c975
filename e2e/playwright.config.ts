import { existsSync } from 'node:fs'
import { chromium, defineConfig } from '@playwright/test'

const systemBrowsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** Playwright's own Chromium where it is installed, else the system's. */
function findBrowser(): string | undefined {
  if (process.env.CHROMIUM_PATH !== undefined) return process.env.CHROMIUM_PATH
  return existsSync(chromium.executablePath()) ? undefined : systemBrowsers.find(existsSync)
}

/** Chromium refuses its sandbox to root; the other switches keep it from calling home. */
const browserArguments = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export default defineConfig({
  testDir: 'tests',
  outputDir: '../test-results',
  fullyParallel: false,
  workers: 1,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter:
    process.env.E2E_REPORT === undefined ? 'list' : [['json', { outputFile: process.env.E2E_REPORT }], ['line']],
  use: {
    launchOptions: { executablePath: findBrowser(), args: browserArguments },
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
  },
})
