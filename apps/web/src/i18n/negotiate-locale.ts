import { isLocale, type Locale } from './locales.ts'

type Preference = { tag: string; weight: number }

/**
 * The language of a request: what the person chose (a cookie), else the first language of the `Accept-Language`
 * header that Duplex speaks, else English.
 */
export function negotiateLocale(chosen: string | undefined, acceptLanguage: string | null): Locale {
  if (isLocale(chosen)) return chosen
  const spoken = readPreferences(acceptLanguage ?? '').map(({ tag }) => toLocale(tag))
  return spoken.find((locale) => locale !== undefined) ?? 'en'
}

/** Language ranges of RFC 9110 12.5.4, most wanted first; `q=0` means "not this one". */
function readPreferences(header: string): Preference[] {
  return header
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';')
      const quality = parameters.map((parameter) => /^\s*q=([\d.]+)\s*$/.exec(parameter)?.[1]).find(Boolean)
      return { tag: tag.trim(), weight: quality === undefined ? 1 : Number(quality) }
    })
    .filter(({ tag, weight }) => tag !== '' && weight > 0)
    .sort((a, b) => b.weight - a.weight)
}

function toLocale(tag: string): Locale | undefined {
  const [language, ...subtags] = tag.split('-')
  if (language === 'en') return 'en'
  if (language !== 'zh') return undefined
  if (subtags.includes('hans')) return 'zh-Hans'
  const traditional = ['hant', 'tw', 'hk', 'mo'].some((subtag) => subtags.includes(subtag))
  return traditional ? 'zh-Hant' : 'zh-Hans'
}
