import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    globalSetup: ['packages/db/src/testing/global-setup.ts'],
    // Most of the time goes into waiting for servers and deadlines: two files at once take little more than one.
    maxWorkers: 2,
    projects: ['packages/*', 'apps/*', '.ci/check'],
  },
})
