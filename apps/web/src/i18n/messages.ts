import editorEn from '@duplex/editor/messages/en.json'
import editorZhHans from '@duplex/editor/messages/zh-Hans.json'
import editorZhHant from '@duplex/editor/messages/zh-Hant.json'
import en from '../../messages/en.json'
import zhHans from '../../messages/zh-Hans.json'
import zhHant from '../../messages/zh-Hant.json'
import type { Locale } from './locales.ts'

/** English is the measure: the other languages have exactly its keys. */
export type Messages = typeof en & { editor: typeof editorEn }

const messages: Record<Locale, Messages> = {
  en: { ...en, editor: editorEn },
  'zh-Hans': { ...zhHans, editor: editorZhHans },
  'zh-Hant': { ...zhHant, editor: editorZhHant },
}

/** The words of the pages and of the editor. */
export function messagesOf(locale: Locale): Messages {
  return messages[locale]
}
