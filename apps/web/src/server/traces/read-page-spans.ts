import type { EndedSpan } from '@duplex/tracing'
import type { PageSpan } from '../api/trace-schemas.ts'

/** A page's clock may be wrong, and it may have waited for its server. ms. */
const maxApartMs = 60 * 60_000
const ownNames: ReadonlySet<string> = new Set(['edit', 'show'])

/**
 * Spans of a page, of which the shape is right. `routes`: of the API, as "GET /api/v1/documents/:id". Without those that
 * have another name or a time that cannot be: a page may be older than this server, or have slept.
 */
export function readPageSpans(spans: readonly PageSpan[], routes: readonly string[], now: number): EndedSpan[] {
  const names = new Set(routes.map(withoutNames))
  const isKnown = ({ name }: PageSpan) => ownNames.has(name) || names.has(name)
  const isPossible = ({ from, to }: PageSpan) => from <= to && now - from <= maxApartMs && to - now <= maxApartMs
  return spans
    .filter((span) => isKnown(span) && isPossible(span))
    .map((span) => ({ ...span, facts: definedOf(span.facts) }))
}

/** Pages know what is an id in a path, and not what it is called. */
function withoutNames(route: string): string {
  return route.replace(/:[A-Za-z]+(?:\{[^}]*\})?/g, ':id')
}

function definedOf(facts: PageSpan['facts']): EndedSpan['facts'] {
  const entries = Object.entries(facts).filter((entry): entry is [string, string | number] => entry[1] !== undefined)
  return Object.fromEntries(entries)
}
