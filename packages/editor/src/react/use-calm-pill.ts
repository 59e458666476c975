import { useEffect, useRef, useState } from 'react'
import type { PillKind } from '../client/document-status.ts'

/** "Stored" is claimed only after this much quiet; every other word shows at once. A late claim is never a lie. */
const storedAfterMs = 400
/** The start of a page shows nothing rather than a word that is gone before it can be read. */
const announceAfterMs = 1_500

/** The kind to show: it does not flicker between "storing" and "stored" at every key. */
export function useCalmKind(kind: PillKind): PillKind {
  const [shown, setShown] = useState(kind)
  useEffect(() => {
    const waits = kind === 'stored' && shown === 'storing'
    if (!waits) return setShown(kind)
    const timer = setTimeout(() => setShown(kind), storedAfterMs)
    return () => clearTimeout(timer)
  }, [kind, shown])
  // Never a word that claims more than is true now.
  return kind === 'stored' ? shown : kind
}

/** What a screen reader is told: changes of the situation, not of every key. Stored and storing are one situation. */
export function useAnnouncement(kind: PillKind, sentence: string): string {
  const situation = kind === 'storing' || kind === 'connecting' ? 'stored' : kind
  const [announced, setAnnounced] = useState('')
  const last = useRef(situation)
  const latest = useRef(sentence)
  latest.current = sentence
  useEffect(() => {
    if (last.current === situation) return
    const timer = setTimeout(() => {
      last.current = situation
      setAnnounced(latest.current)
    }, announceAfterMs)
    return () => clearTimeout(timer)
  }, [situation])
  return announced
}
