import { useTranslations } from 'next-intl'
import type { LaneReport } from '../engine/lane-report.ts'
import { useFigures } from '../figures.ts'
import { bytesPerDelivery } from '../findings/recommend.ts'
import { FigureTable } from '../results/figure-table.tsx'
import { Wire } from '../wire.tsx'
import { Lesson } from './lesson.tsx'

type OneWayNewsProps = { lanes: readonly LaneReport[] }

/** A stream against a WebSocket, where only the server has something to say. */
export function OneWayNews({ lanes }: OneWayNewsProps) {
  const t = useTranslations('lab')
  const { ms, bytes } = useFigures()
  const two = lanes.filter(
    ({ transport, server, delivered }) => isOneOfTwo(transport) && server !== undefined && delivered > 0,
  )
  return (
    <Lesson title={t('oneWay.heading')}>
      <p>{t('oneWay.words')}</p>
      <p>{t('oneWay.choose')}</p>
      {two.length === 2 && (
        <FigureTable
          caption={t('oneWay.heading')}
          head={[t('results.measure'), ...two.map(({ transport }) => <Wire key={transport} name={transport} />)]}
          rows={[
            { name: t('results.p50'), cells: two.map(({ latency }) => ms(latency?.p50)) },
            { name: t('results.p95'), cells: two.map(({ latency }) => ms(latency?.p95)) },
            { name: t('results.perEdit'), cells: two.map((lane) => bytes(bytesPerDelivery(lane))) },
            { name: t('results.recovery'), cells: two.map(({ recoveryMs }) => ms(recoveryMs)) },
          ]}
        />
      )}
    </Lesson>
  )
}

function isOneOfTwo(transport: LaneReport['transport']): boolean {
  return transport === 'websocket' || transport === 'sse'
}
