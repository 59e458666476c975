'use client'

import { Tabs } from '@mantine/core'
import { NextIntlClientProvider, useLocale, useMessages, useTranslations } from 'next-intl'
import { PageHead } from '../shell/page-head.tsx'
import classes from './cluster-page.module.css'
import type { ClusterMessages } from './cluster-words.ts'
import { EventList } from './events/event-list.tsx'
import { NodeList } from './nodes/node-list.tsx'

/** What administrators see: the sync nodes, and what happened. */
export function ClusterPage({ words }: { words: ClusterMessages }) {
  const messages = useMessages()
  return (
    <NextIntlClientProvider locale={useLocale()} messages={{ ...messages, ...words }}>
      <Cluster />
    </NextIntlClientProvider>
  )
}

function Cluster() {
  const t = useTranslations('cluster')
  return (
    <>
      <PageHead title={t('heading')} />
      <p className={classes.lead}>{t('lead')}</p>
      <Tabs defaultValue="nodes" keepMounted={false}>
        <Tabs.List aria-label={t('tabs')}>
          <Tabs.Tab value="nodes">{t('nodes')}</Tabs.Tab>
          <Tabs.Tab value="events">{t('events')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="nodes">
          <NodeList />
        </Tabs.Panel>
        <Tabs.Panel value="events">
          <EventList />
        </Tabs.Panel>
      </Tabs>
    </>
  )
}
