import path from 'node:path'
import { z } from 'zod'
import { nothingFound, type Outcome } from './outcome.ts'

const errorSchema = z.object({ message: z.string().default('') })
const testSchema = z.object({
  /** `flaky`: failed, then passed when it was repeated. */
  status: z.enum(['expected', 'unexpected', 'flaky', 'skipped']),
  results: z.array(z.object({ errors: z.array(errorSchema).default([]) })),
})
const specSchema = z.object({ title: z.string(), file: z.string(), line: z.number(), tests: z.array(testSchema) })

type Suite = { title: string; specs: z.infer<typeof specSchema>[]; suites?: Suite[] | undefined }
const suiteSchema: z.ZodType<Suite> = z.object({
  title: z.string(),
  specs: z.array(specSchema),
  suites: z.array(z.lazy(() => suiteSchema)).optional(),
})
const schema = z.object({
  config: z.object({ rootDir: z.string() }),
  suites: z.array(suiteSchema),
  errors: z.array(errorSchema).default([]),
})

/** Escape sequences for colour, which Playwright puts into its messages. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: an escape sequence begins with a control character.
const colours = /\u001b\[[0-9;]*m/g

/** Reads what Playwright's `json` reporter wrote. */
export function readPlaywrightReport(json: string, root: string): Outcome {
  const outcome = nothingFound()
  const { config, suites, errors } = schema.parse(JSON.parse(json))
  for (const { message } of errors) outcome.failures.push({ where: 'playwright', why: message.replace(colours, '') })
  for (const { spec, titles } of suites.flatMap((suite) => listSpecs(suite, []))) {
    for (const { status, results } of spec.tests) {
      const why = results.flatMap((result) => result.errors)[0]?.message ?? status
      const file = path.relative(root, path.join(config.rootDir, spec.file))
      const where = `${file}:${spec.line} > ${[...titles, spec.title].join(' ')}`
      const failure = { where, why: why.replace(colours, '') }
      if (status === 'skipped') outcome.skipped++
      else if (status === 'unexpected') outcome.failures.push(failure)
      else outcome.passed++
      if (status === 'flaky') outcome.repeated.push(failure)
    }
  }
  return outcome
}

/** The outermost suite is the file; its title is already in `file`. */
function listSpecs(suite: Suite, titles: string[]): { spec: z.infer<typeof specSchema>; titles: string[] }[] {
  const inner = (suite.suites ?? []).flatMap((child) => listSpecs(child, [...titles, child.title]))
  return [...suite.specs.map((spec) => ({ spec, titles })), ...inner]
}
