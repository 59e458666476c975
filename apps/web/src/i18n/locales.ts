export const locales = ['en', 'zh-Hans', 'zh-Hant'] as const
export type Locale = (typeof locales)[number]

/** How each language names itself. */
export const localeNames: Record<Locale, string> = { en: 'English', 'zh-Hans': '简体中文', 'zh-Hant': '繁體中文' }

export const localeCookie = 'duplex-locale'

export function isLocale(value: unknown): value is Locale {
  return locales.some((locale) => locale === value)
}
