import { z } from 'zod'
import { Refusal } from './refusal.ts'

const idSchema = z.uuid()

/** For pages: undefined for what is absent, hidden, or named by something that is no id at all. */
export async function orUndefined<T>(id: string, load: () => Promise<T>): Promise<T | undefined> {
  if (!idSchema.safeParse(id).success) return undefined
  return await load().catch((error: unknown) => {
    if (error instanceof Refusal && error.code === 'not-found') return undefined
    throw error
  })
}
