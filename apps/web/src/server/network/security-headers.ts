/** One year, the least that preload lists accept. */
const hstsSeconds = 31_536_000

/** Headers that every response carries, whatever it holds. */
export function everyResponseHeaders(remembersHttps: boolean): Record<string, string> {
  return {
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'same-origin',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()',
    'X-Frame-Options': 'DENY',
    ...(remembersHttps ? { 'Strict-Transport-Security': `max-age=${hstsSeconds}; includeSubDomains` } : {}),
  }
}

export type PagePolicy = {
  /** Fresh for each response. */
  nonce: string
  /** Origins of the sync server, as browsers reach it. */
  syncOrigins: readonly string[]
  isHttps: boolean
  /** `next dev` evaluates strings and adds styles without a nonce. */
  isDevelopment: boolean
}

/** The content security policy of a page. */
export function toPagePolicy({ nonce, syncOrigins, isHttps, isDevelopment }: PagePolicy): string {
  return toPolicy({
    'default-src': ["'none'"],
    'script-src': [`'nonce-${nonce}'`, "'strict-dynamic'", ...(isDevelopment ? ["'unsafe-eval'"] : [])],
    'style-src': ["'self'", isDevelopment ? "'unsafe-inline'" : `'nonce-${nonce}'`],
    // React and Mantine write sizes and colours into style attributes of server HTML, where no nonce can stand. Such
    // an attribute styles its own element; it cannot run anything and cannot select other elements.
    'style-src-attr': ["'unsafe-inline'"],
    'connect-src': ["'self'", ...syncOrigins],
    'img-src': ["'self'", 'data:', 'blob:'],
    'font-src': ["'self'"],
    'manifest-src': ["'self'"],
    'worker-src': ["'self'"],
    'frame-ancestors': ["'none'"],
    'base-uri': ["'none'"],
    'object-src': ["'none'"],
    'form-action': ["'self'"],
    ...(isHttps ? { 'upgrade-insecure-requests': [] } : {}),
  })
}

/** For data: nothing in it may act, even where a browser shows it as a page. */
export const dataPolicy = toPolicy({ 'default-src': ["'none'"], 'frame-ancestors': ["'none'"], sandbox: [] })

/** For the API's own documentation: a page without script. */
export const documentationPolicy = toPolicy({
  'default-src': ["'none'"],
  'style-src': ["'self'"],
  'img-src': ["'self'", 'data:'],
  'frame-ancestors': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
})

function toPolicy(directives: Record<string, readonly string[]>): string {
  return Object.entries(directives)
    .map(([name, sources]) => [name, ...sources].join(' '))
    .join('; ')
}
