import { z } from '@hono/zod-openapi'
import type { RefusalCode } from '../refusal.ts'
import { problemTable } from './problem.ts'

export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.enum(Object.keys(problemTable) as [RefusalCode, ...RefusalCode[]]),
    requestId: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    storedBytes: z.int().optional().openapi({ description: 'Of a stream: how many bytes are stored all the same.' }),
  })
  .openapi('Problem')

/** A body in JSON. */
export function json<Schema extends z.ZodType>(schema: Schema, description: string) {
  return { description, content: { 'application/json': { schema } } }
}

/** A required request body in JSON. */
export function jsonBody<Schema extends z.ZodType>(schema: Schema) {
  return { body: { required: true, content: { 'application/json': { schema } } } }
}

/**
 * The problems that an operation can answer with, by status. Handlers throw them, so the type says nothing of them.
 */
export function problems(...codes: RefusalCode[]): Record<never, never> {
  const byStatus: Record<number, ReturnType<typeof problemAnswer>> = {}
  for (const code of codes) {
    const { status, title } = problemTable[code]
    const before = byStatus[status]?.description
    const description = `${before === undefined ? '' : `${before} · `}\`${code}\`: ${title}.`
    byStatus[status] = problemAnswer(description)
  }
  return byStatus
}

function problemAnswer(description: string) {
  return { description, content: { 'application/problem+json': { schema: problemSchema } } }
}

/** What every operation with a body can meet. */
export const bodyProblems = [
  'malformed-request',
  'invalid-request',
  'unsupported-media-type',
  'too-large',
  'cross-site',
] as const satisfies readonly RefusalCode[]
