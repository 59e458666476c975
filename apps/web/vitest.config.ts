import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    name: 'web',
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx', 'test/**/*.test.ts'],
    // Hashing passwords is slow on purpose, and slower on a busy machine.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Nobody waits longer than it takes; a second is too short for a busy machine.
    expect: { poll: { timeout: 10_000 } },
  },
})
