import en from '../../../messages/cluster/en.json'
import zhHans from '../../../messages/cluster/zh-Hans.json'
import zhHant from '../../../messages/cluster/zh-Hant.json'
import type { Locale } from '../../i18n/locales.ts'

export type ClusterMessages = { cluster: typeof en }

const messages: Record<Locale, ClusterMessages> = {
  en: { cluster: en },
  'zh-Hans': { cluster: zhHans },
  'zh-Hant': { cluster: zhHant },
}

/** Words that come with the administrators' own page alone. */
export function clusterMessagesOf(locale: Locale): ClusterMessages {
  return messages[locale]
}
