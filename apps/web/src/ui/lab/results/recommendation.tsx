import { useTranslations } from 'next-intl'
import type { RunView } from '../engine/run.ts'
import { useFigures } from '../figures.ts'
import { type Reason, recommend } from '../findings/recommend.ts'
import { wireColours } from '../wire.tsx'
import { useProblemText } from './lane-tiles.tsx'
import classes from './recommendation.module.css'

/** Which wire suits the job, and why, in figures of this very run. */
export function RecommendationPanel({ view }: { view: RunView }) {
  const t = useTranslations('lab')
  const toText = useReasonText()
  const found = recommend(view.job, view.lanes)
  if (found === undefined) return <p>{t('recommendation.none')}</p>
  const { wire, instead, reasons } = found
  return (
    <section className={classes.panel} style={{ borderLeftColor: wireColours[wire] }} aria-labelledby="recommendation">
      <h2 id="recommendation" className={classes.heading} data-wire={wire}>
        {t('recommendation.take', { wire: t(`wires.${wire}`) })}
      </h2>
      <ul className={classes.reasons}>
        {reasons.map((reason) => (
          <li key={toText(reason)}>{toText(reason)}</li>
        ))}
      </ul>
      {instead !== undefined && (
        <p className={classes.instead}>{t('recommendation.instead', { wire: t(`wires.${instead}`) })}</p>
      )}
    </section>
  )
}

function useReasonText(): (reason: Reason) => string {
  const t = useTranslations('lab')
  const problemText = useProblemText()
  const { ms, bytes, number, percent } = useFigures()
  return (reason) => {
    switch (reason.code) {
      case 'everyPollFinds':
        return t('reasons.everyPollFinds', {
          interval: ms(reason.intervalMs),
          news: number(reason.newsPerPoll, 1),
        })
      case 'faster':
        return t('reasons.faster', { own: ms(reason.ownMs), polling: ms(reason.pollingMs) })
      case 'lighter':
        return t('reasons.lighter', { own: bytes(reason.ownBytes), polling: bytes(reason.pollingBytes) })
      case 'emptyPolls':
        return t('reasons.emptyPolls', { empty: number(reason.empty), share: percent(reason.share) })
      case 'asFast':
        return t('reasons.asFast', { own: ms(reason.ownMs), socket: ms(reason.socketMs) })
      case 'recovers':
        return t('reasons.recovers', { time: ms(reason.ms) })
      case 'unfit': {
        const problem = problemText(reason.problem) || t('problems.other', { cause: reason.problem })
        return t('reasons.unfit', { wire: t(`wires.${reason.wire}`), problem })
      }
      default:
        return t(`reasons.${reason.code}`)
    }
  }
}
