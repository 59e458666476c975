import { Button, Skeleton } from '@mantine/core'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { fetchAuditEvents } from '../../api/cluster.ts'
import { EmptyList } from '../../documents/empty-list.tsx'
import { FailurePanel } from '../../panels/failure-panel.tsx'
import { type ChosenFilter, EventFilter, everything } from './event-filter.tsx'
import classes from './event-list.module.css'
import { EventRow } from './event-row.tsx'

/** Nothing here is urgent. */
const refreshMs = 15_000

/** What happened, newest first. */
export function EventList() {
  const t = useTranslations('cluster')
  const [filter, setFilter] = useState<ChosenFilter>(everything)
  const { kind, person } = filter
  const query = useInfiniteQuery({
    queryKey: ['cluster', 'events', kind, person?.id],
    queryFn: ({ pageParam, signal }) => fetchAuditEvents({ kind, userId: person?.id }, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs,
  })
  if (query.isPending) return <Skeleton height={320} mt={24} />
  if (query.data === undefined) return <FailurePanel error={query.error} retry={() => void query.refetch()} />
  const events = query.data.pages.flatMap(({ items }) => items)
  return (
    <>
      <EventFilter filter={filter} onChange={setFilter} />
      {events.length === 0 && <EmptyList title={t('noEvents')} hint={t('noEventsHint')} />}
      <ul className={classes.list} aria-label={t('eventList')} aria-busy={query.isPlaceholderData}>
        {events.map((event) => (
          <EventRow key={event.id} event={event} onPerson={(chosen) => setFilter({ ...filter, person: chosen })} />
        ))}
      </ul>
      {query.hasNextPage && (
        <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('older')}
        </Button>
      )}
    </>
  )
}
