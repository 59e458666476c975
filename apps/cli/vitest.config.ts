import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    name: 'cli',
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // Most tests start several processes; a busy machine takes its time for each.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
