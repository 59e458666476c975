import { useTranslations } from 'next-intl'
import { Fragment } from 'react'
import type { NodeView } from '../../api/views.ts'
import { useFigures } from '../../lab/figures.ts'
import { hopsOf, otherWaysOf } from './hops.ts'
import classes from './update-way.module.css'
import { WayTable } from './way-table.tsx'

type Station = { readonly name: string; readonly hint?: string }
/** What leads to the next station. Without a time it was not measured here. */
type Leg = { readonly name: string; readonly ms?: number; readonly to: Station }

/** The last update's way from hop to hop, and the ways of those before it in a table. */
export function UpdateWay({ node, others }: { node: NodeView; others: readonly NodeView[] }) {
  const t = useTranslations('cluster.path')
  const { ms } = useFigures()
  const path = node.paths.at(-1)
  if (path === undefined) return <p className={classes.hint}>{t('none')}</p>
  const { apply, commit, send } = hopsOf(path)
  const legs: Leg[] = [
    { name: t('unseen'), to: { name: t('node'), hint: `${t('apply')} ${ms(apply)}` } },
    { name: t('commit'), ms: commit, to: { name: t('database') } },
    { name: t('send'), ms: send, to: { name: t('here') } },
  ]
  return (
    <>
      <p className={classes.hint}>{t('hint')}</p>
      <Way label={t('heading')} from={{ name: t('browser') }} legs={legs} />
      {otherWaysOf(path, others).map((way) => (
        <Way
          key={way.node.id}
          label={t('others')}
          from={{ name: t('node') }}
          legs={[
            { name: t('publish'), ms: way.publish, to: { name: t('bus') } },
            { name: t('hear'), ms: way.hear, to: { name: way.node.host, hint: way.node.id.slice(0, 8) } },
            { name: t('send'), ms: way.send, to: { name: t('there') } },
          ]}
        />
      ))}
      <WayTable paths={node.paths} />
    </>
  )
}

function Way({ label, from, legs }: { label: string; from: Station; legs: readonly Leg[] }) {
  return (
    <ol className={classes.way} aria-label={label}>
      <StationMark station={from} />
      {legs.map((leg, i) => (
        <Fragment key={i}>
          <LegMark leg={leg} />
          <StationMark station={leg.to} />
        </Fragment>
      ))}
    </ol>
  )
}

function StationMark({ station }: { station: Station }) {
  return (
    <li className={classes.station}>
      {station.name}
      {station.hint !== undefined && <span className={classes.within}>{station.hint}</span>}
    </li>
  )
}

function LegMark({ leg }: { leg: Leg }) {
  const { ms } = useFigures()
  return (
    <li className={classes.leg} data-measured={leg.ms !== undefined || undefined}>
      <span className={classes.name}>{leg.name}</span>
      <span className={classes.arrow} aria-hidden="true" />
      {leg.ms !== undefined && <span className={classes.ms}>{ms(leg.ms)}</span>}
    </li>
  )
}
