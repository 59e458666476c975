import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { DocumentStatus, PillKind } from '../client/document-status.ts'

/** What the pill says: a word, and where a word is not enough, a detail that phones leave out. */
export type PillWords = { word: string; detail: string | undefined }

/** These speak for themselves. */
const withoutDetail = ['connecting', 'stored', 'storing', 'reconnecting', 'reading'] as const
type Plain = (typeof withoutDetail)[number]

function isPlain(kind: PillKind): kind is Plain {
  return withoutDetail.some((plain) => plain === kind)
}

export function usePillWords(kind: PillKind, { connection, device }: DocumentStatus): PillWords {
  const t = useTranslations('editor.status')
  const seconds = useSecondsUntil(connection.kind === 'waiting' ? connection.retryAt : undefined)
  const values = { seconds, device, count: connection.outbox.unsent }
  return { word: t(`word.${kind}`, values), detail: isPlain(kind) ? undefined : t(`detail.${kind}`, values) }
}

/** Whole seconds until `at` (ms since 1970), counted down; 0 without it. */
function useSecondsUntil(at: number | undefined): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    if (at === undefined) return
    setNow(Date.now())
    const timer = setInterval(() => setNow(Date.now()), 1_000)
    return () => clearInterval(timer)
  }, [at])
  return at === undefined ? 0 : Math.max(0, Math.ceil((at - now) / 1_000))
}
