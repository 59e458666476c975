import { useLocale, useTranslations } from 'next-intl'
import { useMemo } from 'react'
import type { NodeView } from '../../api/views.ts'
import { useFigures } from '../../lab/figures.ts'
import { FigureTable } from '../../lab/results/figure-table.tsx'
import { type Hops, hopsOf } from './hops.ts'
import classes from './way-table.module.css'

/** Of what a node reports. */
const shownPaths = 6

const parts = ['apply', 'commit', 'send'] as const

/** The ways of the last updates of a node, newest first, drawn to one scale. */
export function WayTable({ paths }: { paths: NodeView['paths'] }) {
  const t = useTranslations('cluster.path')
  const { ms, bytes } = useFigures()
  const locale = useLocale()
  const time = useMemo(() => new Intl.DateTimeFormat(locale, { timeStyle: 'medium' }), [locale])
  const shown = paths.slice(-shownPaths).toReversed()
  const longest = Math.max(...shown.map(({ sentMs }) => sentMs))
  const head = [
    t('when'),
    t('bar'),
    ...parts.map((part) => (
      <span key={part} className={classes.part}>
        <span className={classes.swatch} data-part={part} aria-hidden="true" />
        {t(part)}
      </span>
    )),
    t('sum'),
  ]
  const rows = shown.map((path) => {
    const hops = hopsOf(path)
    const bar = <Bar hops={hops} longest={longest} />
    return {
      name: time.format(path.receivedAt),
      hint: bytes(path.bytes),
      cells: [bar, ...parts.map((part) => ms(hops[part])), ms(path.sentMs)],
    }
  })
  return (
    <div className={classes.ways}>
      <FigureTable caption={t('list')} head={head} rows={rows} />
    </div>
  )
}

/** The figures stand beside it. */
function Bar({ hops, longest }: { hops: Hops; longest: number }) {
  return (
    <span className={classes.bar} aria-hidden="true">
      {parts.map((part) => (
        <span key={part} data-part={part} style={{ width: `${(100 * hops[part]) / longest}%` }} />
      ))}
    </span>
  )
}
