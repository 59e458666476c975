import { cookies, headers } from 'next/headers'
import { getRequestConfig } from 'next-intl/server'
import { localeCookie } from './locales.ts'
import { messagesOf } from './messages.ts'
import { negotiateLocale } from './negotiate-locale.ts'

/** No language in the URL: one address shows each reader their own language. */
export default getRequestConfig(async () => {
  const locale = negotiateLocale((await cookies()).get(localeCookie)?.value, (await headers()).get('accept-language'))
  return { locale, messages: messagesOf(locale), timeZone: 'UTC', now: new Date() }
})
