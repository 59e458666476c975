import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: { name: 'tracing', include: ['src/**/*.test.ts', 'test/**/*.test.ts'], testTimeout: 20_000 },
})
