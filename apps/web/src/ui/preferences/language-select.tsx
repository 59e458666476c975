'use client'

import { NativeSelect } from '@mantine/core'
import { useRouter } from 'next/navigation'
import { useLocale, useTranslations } from 'next-intl'
import { useTransition } from 'react'
import { localeCookie, localeNames, locales } from '../../i18n/locales.ts'

/** Each language names itself, so that nobody has to read a language they cannot read to find their own. */
export function LanguageSelect({ label }: { label?: string }) {
  const t = useTranslations('preferences')
  const locale = useLocale()
  const router = useRouter()
  const [changing, startTransition] = useTransition()
  const choose = (next: string) => {
    // biome-ignore lint/suspicious/noDocumentCookie: cookieStore is not in every browser we serve
    document.cookie = `${localeCookie}=${next}; path=/; max-age=31536000; samesite=lax`
    startTransition(() => router.refresh())
  }
  return (
    <NativeSelect
      label={label}
      aria-label={label === undefined ? t('language') : undefined}
      variant={label === undefined ? 'unstyled' : 'default'}
      w={label === undefined ? 120 : 220}
      disabled={changing}
      value={locale}
      onChange={(event) => choose(event.currentTarget.value)}
      data={locales.map((value) => ({ value, label: localeNames[value] }))}
    />
  )
}
