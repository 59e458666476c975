import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import type { LaneReport } from '../engine/lane-report.ts'
import { useFigures } from '../figures.ts'
import { bytesPerDelivery } from '../findings/recommend.ts'
import { Wire } from '../wire.tsx'
import { FigureTable } from './figure-table.tsx'

/** Everything that was measured, wire beside wire. */
export function ResultsTable({ lanes }: { lanes: readonly LaneReport[] }) {
  const t = useTranslations('lab')
  const figures = useFigures()
  const { ms, bytes, number } = figures
  const yesOrNo = (is: boolean | undefined) => (is === undefined ? '–' : t(is ? 'yes' : 'no'))
  const rows: [Parameters<typeof t>[0] & `results.${string}`, (lane: LaneReport) => ReactNode][] = [
    ['results.p50', ({ latency }) => ms(latency?.p50)],
    ['results.p95', ({ latency }) => ms(latency?.p95)],
    ['results.p99', ({ latency }) => ms(latency?.p99)],
    ['results.requests', ({ page }) => number(page.requests)],
    ['results.emptyAnswers', ({ page }) => number(page.emptyAnswers)],
    ['results.bytesUp', ({ server }) => bytes(server?.bytesUp)],
    ['results.bytesDown', ({ server }) => bytes(server?.bytesDown)],
    ['results.perEdit', (lane) => bytes(lane.delivered > 0 && lane.server ? bytesPerDelivery(lane) : undefined)],
    ['results.pageBytes', ({ page }) => bytes(page.bytesUp + page.bytesDown)],
    ['results.sameCount', (lane) => yesOrNo(lane.isSameCount)],
    ['results.held', ({ held }) => number(held)],
    ['results.unseated', ({ unseated }) => number(unseated)],
    ['results.recovery', ({ recoveryMs }) => ms(recoveryMs)],
    ['results.delivered', ({ delivered }) => number(delivered)],
    ['results.isEqual', ({ isEqual }) => yesOrNo(isEqual)],
  ]
  return (
    <FigureTable
      caption={t('results.heading')}
      head={[t('results.measure'), ...lanes.map(({ transport }) => <Wire key={transport} name={transport} />)]}
      rows={rows.map(([key, read]) => {
        const hint = `${key.replace('results.', 'results.hints.')}` as Parameters<typeof t.has>[0]
        return {
          name: t(key as 'results.p50'),
          hint: t.has(hint) ? t(hint as 'results.hints.p50') : undefined,
          cells: lanes.map(read),
        }
      })}
    />
  )
}
