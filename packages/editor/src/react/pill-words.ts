import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { DocumentStatus, PillKind } from '../client/document-status.ts'
import type { OpenDocument } from '../client/open-document.ts'
import { useSelected } from './use-store.ts'

/** What the pill says: a word, and where a word is not enough, a detail that phones leave out. */
export type PillWords = { word: string; detail: string | undefined }

/** These speak for themselves. */
const plainKinds = ['connecting', 'stored', 'storing', 'reconnecting', 'reading'] as const
type DetailedKind = Exclude<PillKind, (typeof plainKinds)[number]>

function isDetailed(kind: PillKind): kind is DetailedKind {
  return !plainKinds.some((plain) => plain === kind)
}

export function usePillWords(document: OpenDocument, kind: PillKind): PillWords {
  const t = useTranslations('editor.status')
  const hasDetail = isDetailed(kind)
  const seconds = useSecondsUntil(useSelected(document.status, retryAtOf))
  const device = useSelected(document.status, (status) => (hasDetail ? status.device : 'kept')) ?? 'loading'
  const count = useSelected(document.status, ({ connection }) => (hasDetail ? connection.outbox.unsent : 0)) ?? 0
  const values = { seconds, device, count }
  const transport = useSelected(document.transport, ({ transport }) => transport) ?? 'websocket'
  const via = isConnected.has(kind) && transport !== 'websocket' ? t(`transport.via.${transport}`) : undefined
  return { word: t(`word.${kind}`, values), detail: hasDetail ? t(`detail.${kind}`, values) : via }
}

const isConnected: ReadonlySet<PillKind> = new Set(['stored', 'storing', 'reading'])

function retryAtOf({ connection }: DocumentStatus): number | undefined {
  return connection.kind === 'waiting' ? connection.retryAt : undefined
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
