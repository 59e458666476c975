import en from '../../../messages/lab/en.json'
import zhHans from '../../../messages/lab/zh-Hans.json'
import zhHant from '../../../messages/lab/zh-Hant.json'
import type { Locale } from '../../i18n/locales.ts'

export type LabMessages = { lab: typeof en }

const messages: Record<Locale, LabMessages> = {
  en: { lab: en },
  'zh-Hans': { lab: zhHans },
  'zh-Hant': { lab: zhHant },
}

/** Words that come with the lab's own page alone. */
export function labMessagesOf(locale: Locale): LabMessages {
  return messages[locale]
}
