import type { Locale } from '@/i18n/locales.ts'
import english from '../../../../../docs/protocols.md'
import simplified from '../../../../../docs/protocols.zh-Hans.md'
import traditional from '../../../../../docs/protocols.zh-Hant.md'

const texts: Record<Locale, string> = { en: english, 'zh-Hans': simplified, 'zh-Hant': traditional }

/** The guide as it lies in `docs`: there is no other copy of it. */
export function guideTextOf(locale: Locale): string {
  return texts[locale]
}
