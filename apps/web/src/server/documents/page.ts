import type { z } from 'zod'
import { Refusal } from '../refusal.ts'

/** Most rows that one answer holds. */
export const pageLimits = { default: 30, max: 100 } as const

/** `nextCursor` continues after the last item; null at the end. */
export type Page<T> = { items: T[]; nextCursor: string | null }

/** Cuts what was read with one row to spare. */
export function toPage<T>(rows: readonly T[], limit: number, toCursor: (last: T) => string): Page<T> {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, nextCursor: rows.length > limit && last !== undefined ? toCursor(last) : null }
}

/** Opaque to callers: they pass it back and nothing else. */
export function encodeCursor(position: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url')
}

/** Throws `invalid-request` for anything that `encodeCursor` did not write. */
export function readCursor<T>(cursor: string, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
  } catch (cause) {
    const message = 'This cursor is not one of ours.'
    throw new Refusal('invalid-request', message, { cause, errors: [{ path: 'cursor', message }] })
  }
}
