import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { EmptyList } from '../../documents/empty-list.tsx'
import { FailurePanel } from '../../panels/failure-panel.tsx'
import { NodeCard } from './node-card.tsx'
import classes from './node-list.module.css'
import { nodesQuery } from './nodes-query.ts'

/** The sync nodes that live. */
export function NodeList() {
  const t = useTranslations('cluster')
  const { data, error, isPending, refetch } = useQuery(nodesQuery)
  if (isPending) return <Skeleton height={320} mt={24} />
  if (data === undefined) return <FailurePanel error={error} retry={() => void refetch()} />
  return (
    <>
      <p className={classes.asked}>
        <span className={classes.poll} aria-hidden="true" />
        {t('asked')}
      </p>
      {data.length === 0 && <EmptyList title={t('none')} hint={t('noneHint')} />}
      {data.map((node) => (
        <NodeCard key={node.id} node={node} others={data.filter(({ id }) => id !== node.id)} />
      ))}
    </>
  )
}
