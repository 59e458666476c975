import path from 'node:path'
import { z } from 'zod'
import { nothingFound, type Outcome } from './outcome.ts'

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
          /** Of a test that passed: of the attempts before. */
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
})

/** Reads what Vitest's `json` reporter wrote. A file that could not be loaded counts as one failure. */
export function readVitestReport(json: string, root: string): Outcome {
  const outcome = nothingFound()
  for (const { name, status, message, assertionResults } of schema.parse(JSON.parse(json)).testResults) {
    const file = path.relative(root, name)
    for (const test of assertionResults) {
      const [why] = test.failureMessages ?? []
      const failure = { where: `${file} > ${test.fullName}`, why: why ?? '' }
      if (test.status === 'failed') outcome.failures.push(failure)
      else if (test.status === 'passed') outcome.passed++
      else outcome.skipped++
      if (test.status === 'passed' && why !== undefined) outcome.repeated.push(failure)
    }
    const isNamed = assertionResults.some((test) => test.status === 'failed')
    if (status === 'failed' && !isNamed) outcome.failures.push({ where: file, why: message })
  }
  return outcome
}
