import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { drainNode } from '../../api/cluster.ts'
import type { NodeView } from '../../api/views.ts'
import { useNotify } from '../../panels/notify.tsx'
import { ConfirmInPlace } from '../../share/confirm-in-place.tsx'
import { nodesQuery } from './nodes-query.ts'

/** Sends the clients of a node away and ends it, after a question. */
export function DrainButton({ node, name }: { node: NodeView; name: string }) {
  const t = useTranslations('cluster')
  const notify = useNotify()
  const queryClient = useQueryClient()
  const [isAsking, setAsking] = useState(false)
  const drain = useMutation({
    mutationFn: () => drainNode(node.id),
    onSuccess: () => notify.done(t('drained')),
    onError: notify.failure,
    onSettled: () => {
      setAsking(false)
      return queryClient.invalidateQueries({ queryKey: nodesQuery.queryKey })
    },
  })
  if (isAsking) {
    return (
      <ConfirmInPlace
        text={t('drainAsk', { count: node.connections })}
        action={t('drainDo')}
        danger
        busy={drain.isPending}
        onConfirm={() => drain.mutate()}
        onCancel={() => setAsking(false)}
      />
    )
  }
  return (
    <Button variant="default" size="sm" aria-label={t('drainOf', { node: name })} onClick={() => setAsking(true)}>
      {t('drain')}
    </Button>
  )
}
