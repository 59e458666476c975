import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import type { NodeView } from '../../api/views.ts'
import { useFigures } from '../../lab/figures.ts'
import { When } from '../../panels/when.tsx'
import classes from './node-facts.module.css'

/** How a node is, in figures. */
export function NodeFacts({ node }: { node: NodeView }) {
  const t = useTranslations('cluster.facts')
  const { number, ms, bytes } = useFigures()
  return (
    <dl className={classes.facts}>
      <Fact name={t('connections')} more={t('visits', { count: node.visits })}>
        {number(node.connections)}
      </Fact>
      <Fact name={t('documents')} more={t('live', { count: node.liveRooms })}>
        {number(node.rooms)}
      </Fact>
      <Fact name={t('lag')} more={node.storage === 'degraded' ? t('degraded') : undefined}>
        {ms(node.storeLagMs)}
      </Fact>
      <Fact name={t('loop')}>{ms(node.eventLoopMs)}</Fact>
      <Fact name={t('memory')} more={t('heap', { bytes: bytes(node.heapBytes) })}>
        {bytes(node.rssBytes)}
      </Fact>
      <Fact name={t('startedAt')}>
        <When at={node.startedAt} label={t('startedAt')} />
      </Fact>
    </dl>
  )
}

function Fact({ name, more, children }: { name: string; more?: string; children: ReactNode }) {
  return (
    <div className={classes.fact}>
      <dt>{name}</dt>
      <dd>
        <span className={classes.figure}>{children}</span>
        {more !== undefined && <span className={classes.more}>{more}</span>}
      </dd>
    </div>
  )
}
