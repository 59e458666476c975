import en from '../../../messages/chaos/en.json'
import zhHans from '../../../messages/chaos/zh-Hans.json'
import zhHant from '../../../messages/chaos/zh-Hant.json'
import type { Locale } from '../../i18n/locales.ts'

export type ChaosMessages = { chaos: typeof en }

const messages: Record<Locale, ChaosMessages> = {
  en: { chaos: en },
  'zh-Hans': { chaos: zhHans },
  'zh-Hant': { chaos: zhHant },
}

/** Words that only whoever learns loads; no page brings them along. */
export function chaosMessagesOf(locale: Locale): ChaosMessages {
  return messages[locale]
}
