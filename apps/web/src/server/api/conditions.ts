import { z } from '@hono/zod-openapi'
import type { ExpectedVersion } from '../documents/change-document.ts'
import { Refusal } from '../refusal.ts'

/**
 * Preconditions of RFC 9110. `If-Match` is optional: a lone program that renames need not read first, and a page that
 * edits what somebody else may be editing sends it.
 */
export const ifMatchHeader = z.object({
  'If-Match': z.string().max(500).optional().openapi({ description: 'The ETag you saw. Otherwise 412.' }),
})

export function toVersionTag(version: number): string {
  return `"${version}"`
}

/** The version that an `If-Match` demands; undefined where it demands none. A tag that is not ours never matches. */
export function readIfMatch(header: string | undefined): ExpectedVersion {
  if (header === undefined || header.trim() === '*') return undefined
  const version = /^"(\d{1,9})"$/.exec(header.trim())?.[1]
  if (version === undefined) throw new Refusal('version-mismatch', 'If-Match must hold one ETag of this document.')
  return Number(version)
}

/** Whether the caller has this very representation already. Weak comparison, as for every `If-None-Match`. */
export function isNoneMatch(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false
  const tags = header.split(',').map((part) => part.trim().replace(/^W\//, ''))
  return tags.includes('*') || tags.includes(tag)
}
