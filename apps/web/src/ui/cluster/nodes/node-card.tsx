import { useTranslations } from 'next-intl'
import { useId } from 'react'
import type { NodeView } from '../../api/views.ts'
import { DrainButton } from './drain-button.tsx'
import classes from './node-card.module.css'
import { NodeFacts } from './node-facts.tsx'
import { Places } from './places.tsx'
import { UpdateWay } from './update-way.tsx'

/** Longer than a node is silent between two reports. */
const noticeableSilenceMs = 6_000

/** One node: how it is, who is where in it, and how updates go through it. */
export function NodeCard({ node, others }: { node: NodeView; others: readonly NodeView[] }) {
  const t = useTranslations('cluster')
  const id = useId()
  const name = `${node.host} · ${node.id.slice(0, 8)}`
  return (
    <section className={classes.node} aria-labelledby={id}>
      <header className={classes.head}>
        <div>
          <h2 id={id} className={classes.name}>
            {node.host} <code className={classes.id}>{node.id.slice(0, 8)}</code>
          </h2>
          <State node={node} />
        </div>
        {node.state === 'ready' && <DrainButton node={node} name={name} />}
      </header>
      <NodeFacts node={node} />
      <h3 className={classes.part}>{t('where')}</h3>
      <Places places={node.places} />
      <h3 className={classes.part}>{t('path.heading')}</h3>
      <UpdateWay node={node} others={others} />
    </section>
  )
}

function State({ node }: { node: NodeView }) {
  const t = useTranslations('cluster')
  const isSilent = node.silentMs > noticeableSilenceMs
  const state = isSilent ? 'silent' : node.state
  return (
    <p className={classes.state} data-state={state}>
      <span className={classes.dot} aria-hidden="true" />
      {isSilent ? t('states.silent', { seconds: Math.round(node.silentMs / 1_000) }) : t(`states.${node.state}`)}
      <span className={classes.version}> · {t('version', { version: node.version })}</span>
    </p>
  )
}
