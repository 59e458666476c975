import path from 'node:path'
import { z } from 'zod'
import type { Outcome } from './outcome.ts'

const schema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().default(''),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.enum(['passed', 'failed', 'skipped', 'pending', 'todo', 'disabled']),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
})

/** Reads what Vitest's `json` reporter wrote. A file that could not be loaded counts as one failure. */
export function readVitestReport(json: string, root: string): Outcome {
  const outcome: Outcome = { passed: 0, skipped: 0, failures: [] }
  for (const { name, status, message, assertionResults } of schema.parse(JSON.parse(json)).testResults) {
    const file = path.relative(root, name)
    for (const test of assertionResults) {
      if (test.status === 'passed') outcome.passed++
      else if (test.status !== 'failed') outcome.skipped++
      else outcome.failures.push({ where: `${file} > ${test.fullName}`, why: test.failureMessages?.[0] ?? '' })
    }
    const isNamed = assertionResults.some((test) => test.status === 'failed')
    if (status === 'failed' && !isNamed) outcome.failures.push({ where: file, why: message })
  }
  return outcome
}
