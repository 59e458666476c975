'use client'

import { Skeleton } from '@mantine/core'
import dynamic from 'next/dynamic'
import { useSearchParams } from 'next/navigation'
import { NextIntlClientProvider, useLocale, useMessages, useTranslations } from 'next-intl'
import { useState } from 'react'
import { PageHead } from '../shell/page-head.tsx'
import { JobChooser } from './controls/job-chooser.tsx'
import { RunBar } from './controls/run-bar.tsx'
import type { RunView } from './engine/run.ts'
import type { Job } from './job/job.ts'
import { readJob, writeJob } from './job/job-query.ts'
import classes from './lab-page.module.css'
import type { LabMessages } from './lab-words.ts'
import { ConnectionLimits } from './lessons/connection-limits.tsx'
import { FamousSum } from './lessons/famous-sum.tsx'
import { OneWayNews } from './lessons/one-way-news.tsx'
import { WhenWhich } from './lessons/when-which.tsx'
import { LaneTiles } from './results/lane-tiles.tsx'
import { RecommendationPanel } from './results/recommendation.tsx'
import { ResultsTable } from './results/results-table.tsx'
import { isUnderWay, useLabRun } from './use-lab-run.ts'

/** Only who runs something needs charts, and what draws them is large. */
const LabCharts = dynamic(async () => (await import('./charts/lab-charts.tsx')).LabCharts, {
  ssr: false,
  loading: () => <Skeleton height={560} />,
})

/** One job over four wires at once, measured. The address holds the job, so that anybody can do it again. */
export function LabPage({ words }: { words: LabMessages }) {
  const messages = useMessages()
  return (
    <NextIntlClientProvider locale={useLocale()} messages={{ ...messages, ...words }}>
      <Lab />
    </NextIntlClientProvider>
  )
}

function Lab() {
  const t = useTranslations('lab')
  const query = useSearchParams()
  const [job, setJob] = useState<Job>(() => readJob(query))
  const { view, start, stop } = useLabRun((wire) => t('documentTitle', { wire: t(`wires.${wire}`) }))
  const choose = (next: Job) => {
    setJob(next)
    window.history.replaceState(null, '', `?${writeJob(next)}`)
  }
  const lanes = isUnderWay(view) ? [] : (view?.lanes ?? [])
  return (
    <>
      <PageHead title={t('heading')} />
      <p className={classes.intro}>{t('intro')}</p>
      <JobChooser job={job} disabled={isUnderWay(view)} onChange={choose} />
      <RunBar
        job={job}
        view={view}
        onStart={() => {
          choose(job)
          start(job)
        }}
        onStop={stop}
      />
      {view !== undefined && view.lanes.length > 0 && <Measured view={view} />}
      <FamousSum polling={lanes.find(({ transport }) => transport === 'polling')} />
      <OneWayNews lanes={lanes} />
      <ConnectionLimits disabled={isUnderWay(view)} />
      <WhenWhich />
    </>
  )
}

function Measured({ view }: { view: RunView }) {
  const t = useTranslations('lab')
  const isOver = !isUnderWay(view)
  return (
    <section aria-label={t('measured')} className={classes.measured} data-phase={view.phase} data-testid="lab-run">
      <LaneTiles lanes={view.lanes} />
      {isOver && view.phase === 'done' && <RecommendationPanel view={view} />}
      {isOver && <ResultsTable lanes={view.lanes} />}
      <div className={classes.charts}>
        <LabCharts view={view} />
      </div>
    </section>
  )
}
