const allowedProtocols = new Set(['http:', 'https:', 'mailto:'])

/** Longer addresses are not links that a person made. Characters. */
const maxHrefLength = 2048

/**
 * The address if it may be followed from a document, else undefined. Only absolute http, https and mailto addresses:
 * the answer does not depend on the page that shows it. Parsed as a browser parses it (tabs and newlines inside
 * `java\nscript:` vanish there), so no second reading can differ.
 */
export function safeHref(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > maxHrefLength) return undefined
  const url = parseUrl(value.trim())
  return url !== undefined && allowedProtocols.has(url.protocol) ? value.trim() : undefined
}

/** What a person typed into the link field as an address: `example.org` and `me@example.org` gain their protocol. */
export function toHref(typed: string): string | undefined {
  const text = typed.trim()
  if (text === '' || /\s/.test(text)) return undefined
  if (/^[a-z][a-z0-9+.-]*:(?!\d)/i.test(text)) return safeHref(text)
  return /^[^/@]+@[^/@]+$/.test(text) ? safeHref(`mailto:${text}`) : safeHref(`https://${text}`)
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined
}
