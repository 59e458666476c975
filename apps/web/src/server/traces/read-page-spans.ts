import type { EndedSpan } from '@duplex/tracing'
import type { PageSpan } from '../api/trace-schemas.ts'
import { type FieldError, Refusal } from '../refusal.ts'

/** A page's clock may be wrong, and it may have waited for its server. ms. */
const maxApartMs = 60 * 60_000
const ownNames: ReadonlySet<string> = new Set(['edit', 'show'])

/**
 * Spans of a page, of which the shape is right. `routes`: of the API, as "GET /api/v1/documents/:id". Throws a Refusal
 * `invalid-request` where a name is on no list, or a time cannot be.
 */
export function readPageSpans(spans: readonly PageSpan[], routes: readonly string[], now: number): EndedSpan[] {
  const names = new Set(routes.map(withoutNames))
  const errors = spans.flatMap((span, i) => findErrors(span, `spans.${i}`, names, now))
  if (errors.length > 0) throw new Refusal('invalid-request', 'Some spans cannot be what they say.', { errors })
  return spans.map((span) => ({ ...span, facts: definedOf(span.facts) }))
}

/** Pages know what is an id in a path, and not what it is called. */
function withoutNames(route: string): string {
  return route.replace(/:[A-Za-z]+(?:\{[^}]*\})?/g, ':id')
}

function findErrors({ name, from, to }: PageSpan, path: string, names: ReadonlySet<string>, now: number): FieldError[] {
  const errors: FieldError[] = []
  if (!ownNames.has(name) && !names.has(name)) errors.push({ path: `${path}.name`, message: 'names nothing of a page' })
  if (from > to) errors.push({ path: `${path}.from`, message: 'is after the end' })
  for (const [key, time] of Object.entries({ from, to })) {
    if (Math.abs(time - now) > maxApartMs) errors.push({ path: `${path}.${key}`, message: 'is not about now' })
  }
  return errors
}

function definedOf(facts: PageSpan['facts']): EndedSpan['facts'] {
  const entries = Object.entries(facts).filter((entry): entry is [string, string | number] => entry[1] !== undefined)
  return Object.fromEntries(entries)
}
