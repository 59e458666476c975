import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    name: 'sync',
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['test/programs/**'],
    // Every wait has a deadline of its own; these are for a machine that is busy with everything else.
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
