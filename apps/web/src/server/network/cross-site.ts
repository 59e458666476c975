import { Refusal } from '../refusal.ts'

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Security: a page of another site must not act with the cookie of this one. A browser names the page's origin on
 * every unsafe request; where it is silent, Fetch metadata decides; where both are silent the caller is no browser,
 * and then a cookie has no business here. A bearer token is never sent by accident, so it needs no such check.
 */
export function refuseCrossSite(method: string, headers: Headers, allowedOrigins: readonly string[]): void {
  if (safeMethods.has(method) || isBearer(headers)) return
  const origin = headers.get('origin')
  const site = headers.get('sec-fetch-site')
  const isOwn =
    origin === null
      ? site === 'same-origin' || site === 'none' || (site === null && !headers.has('cookie'))
      : allowedOrigins.includes(origin) && site !== 'cross-site'
  if (isOwn) return
  throw new Refusal(
    'cross-site',
    'The page that made this request is of another site, or its address is missing from PUBLIC_URL and ALLOWED_ORIGINS.',
  )
}

/**
 * For an answer that stays open. Security: a page of a sibling site is sent our cookie; it could not read a byte of it,
 * and yet take all the places that a person has. A browser says nothing of itself where it reads from a page of ours
 * without https, so silence is no sign of anything.
 */
export function refuseForeignReader(headers: Headers, allowedOrigins: readonly string[]): void {
  if (isBearer(headers)) return
  const origin = headers.get('origin')
  const site = headers.get('sec-fetch-site') ?? 'same-origin'
  if ((origin === null || allowedOrigins.includes(origin)) && (site === 'same-origin' || site === 'none')) return
  throw new Refusal('cross-site', 'The page that asks is of another site.')
}

/** Whether the caller names its session itself. The cookie is not looked at then. */
export function isBearer(headers: Headers): boolean {
  return /^bearer /i.test(headers.get('authorization') ?? '')
}
