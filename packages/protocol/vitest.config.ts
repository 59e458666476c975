import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    name: 'protocol',
    testTimeout: 20_000,
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx', 'test/**/*.test.ts'],
  },
})
