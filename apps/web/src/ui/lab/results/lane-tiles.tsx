import { useTranslations } from 'next-intl'
import type { LaneReport } from '../engine/lane-report.ts'
import { useFigures } from '../figures.ts'
import { Wire, wireColours } from '../wire.tsx'
import classes from './lane-tiles.module.css'

/** How each wire does at the moment: the legend of everything below. */
export function LaneTiles({ lanes }: { lanes: readonly LaneReport[] }) {
  const t = useTranslations('lab')
  return (
    <ul className={classes.tiles} aria-label={t('wiresNow')}>
      {lanes.map((lane) => (
        <li key={lane.transport} className={classes.tile} style={{ borderTopColor: wireColours[lane.transport] }}>
          <Wire name={lane.transport} />
          {lane.problem === undefined ? <Now lane={lane} /> : <Problem problem={lane.problem} />}
        </li>
      ))}
    </ul>
  )
}

function Now({ lane }: { lane: LaneReport }) {
  const t = useTranslations('lab')
  const { ms, bytes, number } = useFigures()
  const { requests, emptyAnswers, bytesUp, bytesDown } = lane.page
  return (
    <>
      <span className={classes.latency}>{ms(lane.latency?.p50)}</span>
      <span className={classes.small}>{t('tile.late')}</span>
      <span className={classes.small}>{t('tile.requests', { count: requests, shown: number(requests) })}</span>
      <span className={classes.small}>
        {emptyAnswers > 0 ? t('tile.empty', { shown: number(emptyAnswers) }) : bytes(bytesUp + bytesDown)}
      </span>
      {lane.unseated > 0 && <span className={classes.warning}>{t('tile.unseated', { count: lane.unseated })}</span>}
    </>
  )
}

function Problem({ problem }: { problem: string }) {
  const t = useTranslations('lab')
  return <span className={classes.warning}>{useProblemText()(problem) || t('problems.other', { cause: problem })}</span>
}

/** Why a wire takes no part, in words; empty for a cause that has none of its own. */
export function useProblemText(): (problem: string) => string {
  const t = useTranslations('lab.problems')
  return (problem) => {
    const key = problem as Parameters<typeof t.has>[0]
    return t.has(key) ? t(key as 'timeout') : ''
  }
}
