import type { TypedFormat } from '@duplex/editor/streaming'
import { Refusal } from '../refusal.ts'
import { tooLarge } from '../streams/text-stream.ts'

const formats: Record<string, TypedFormat> = { 'text/plain': 'text', 'text/markdown': 'markdown' }

/** What a body is, by its headers: known before any of it is read. */
export function readStreamFormat(headers: Headers): TypedFormat {
  const [type = '', ...parameters] = (headers.get('content-type') ?? 'text/plain').toLowerCase().split(';')
  const charset = parameters.map((parameter) => /^\s*charset="?([^"\s]+)"?\s*$/.exec(parameter)?.[1]).find(Boolean)
  const format = Object.hasOwn(formats, type.trim()) ? formats[type.trim()] : undefined
  const isPlain = (headers.get('content-encoding') ?? 'identity') === 'identity'
  if (format !== undefined && isPlain && (charset === undefined || charset === 'utf-8' || charset === 'us-ascii')) {
    return format
  }
  throw new Refusal('unsupported-media-type', 'Send text/plain or text/markdown, in UTF-8 and not compressed.')
}

/** A repeated stream would be typed twice: whoever counts on the key has to hear that before. */
export function refuseRepeats(headers: Headers): void {
  if (!headers.has('idempotency-key')) return
  throw new Refusal('malformed-request', 'A stream cannot be repeated: send it without Idempotency-Key.')
}

export function refuseKnownSize(headers: Headers, maxBytes: number): void {
  if (Number(headers.get('content-length') ?? 0) > maxBytes) throw tooLarge()
}
