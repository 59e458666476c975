import { defineConfig } from 'vitest/config'

/** With programs that others wrote, which `npm run test:programs` finds or brings. */
export default defineConfig({
  test: {
    name: 'sync with Redis',
    root: import.meta.dirname,
    globalSetup: ['../../packages/db/src/testing/global-setup.ts'],
    include: ['test/programs/**/*.test.ts'],
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
