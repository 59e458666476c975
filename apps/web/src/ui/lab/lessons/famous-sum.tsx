import { useTranslations } from 'next-intl'
import type { LaneReport } from '../engine/lane-report.ts'
import { useFigures } from '../figures.ts'
import { sumUpPolling } from '../findings/famous-sum.ts'
import { FigureTable } from '../results/figure-table.tsx'
import { Lesson } from './lesson.tsx'

const people = 1_000
const pollIntervalMs = 1_000
const newsPerMinute = 1
/** One question and one answer with their heads, before a run of this page has measured them. */
const usualBytesPerPoll = 800

/** 1,000 people who ask once a second: the sum, and what it is made of, as this browser measured it. */
export function FamousSum({ polling }: { polling: LaneReport | undefined }) {
  const t = useTranslations('lab')
  const { number, bytes, percent } = useFigures()
  const measured = polling?.server && polling.page.requests > 0 ? polling : undefined
  const bytesPerPoll = measured ? averageBytes(measured) : usualBytesPerPoll
  const sum = sumUpPolling({ people, pollIntervalMs, bytesPerPoll, newsPerMinute })
  return (
    <Lesson title={t('sum.heading')}>
      <p>{t('sum.words')}</p>
      <FigureTable
        caption={t('sum.heading')}
        head={[t('results.measure'), t('sum.figure')]}
        rows={[
          { name: t('sum.requests'), cells: [t('sum.perSecond', { shown: number(sum.requestsPerSecond) })] },
          { name: t('sum.perDay'), cells: [number(sum.requestsPerDay)] },
          {
            name: t('sum.bytesPerPoll'),
            hint: t(measured ? 'sum.measured' : 'sum.assumed'),
            cells: [bytes(bytesPerPoll)],
          },
          { name: t('sum.traffic'), cells: [t('sum.perSecond', { shown: bytes(sum.bytesPerSecond) })] },
          { name: t('sum.trafficPerDay'), cells: [bytes(sum.bytesPerDay)] },
          { name: t('sum.empty'), hint: t('sum.emptyHint'), cells: [percent(sum.emptyShare)] },
        ]}
      />
      {measured && (
        <p>
          {t('sum.scaled', {
            requests: number(measured.page.requests),
            empty: number(measured.page.emptyAnswers),
            seconds: measured.moments.length,
            bytes: bytes((measured.server?.bytesUp ?? 0) + (measured.server?.bytesDown ?? 0)),
          })}
        </p>
      )}
    </Lesson>
  )
}

function averageBytes({ server, page }: LaneReport): number {
  return ((server?.bytesUp ?? 0) + (server?.bytesDown ?? 0)) / page.requests
}
