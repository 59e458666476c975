'use client'

import type { ChaosState } from '@duplex/protocol/chaos'
import { useTranslations } from 'next-intl'
import { useEffect, useState } from 'react'
import classes from './chaos-panel.module.css'

const kinds = ['lost', 'twice', 'swapped', 'cut', 'refused'] as const

/** What is done at this moment, and what was done so far. */
export function ChaosReport({ state }: { state: ChaosState }) {
  const t = useTranslations('chaos')
  const { cutUntil, dead, refusals, tallies } = state
  const seconds = useSecondsUntil(cutUntil)
  return (
    <section className={classes.group} aria-label={t('done')}>
      {cutUntil !== undefined && <p className={classes.now}>{t('now.cut', { count: seconds })}</p>}
      {dead > 0 && <p className={classes.now}>{t('now.dead', { count: dead })}</p>}
      {refusals > 0 && <p className={classes.now}>{t('now.refusals', { count: refusals })}</p>}
      <dl className={classes.tallies}>
        {kinds.map((kind) => (
          <div key={kind}>
            <dt>{t(`tally.${kind}`)}</dt>
            <dd data-testid={`chaos-${kind}`}>{tallies[kind]}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

/** `at` in ms since 1970. */
function useSecondsUntil(at: number | undefined): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (at === undefined) return
    setNow(Date.now())
    const timer = setInterval(() => setNow(Date.now()), 500)
    return () => clearInterval(timer)
  }, [at])
  return Math.max(0, Math.ceil(((at ?? now) - now) / 1000))
}
