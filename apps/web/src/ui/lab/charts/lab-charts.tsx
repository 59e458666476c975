'use client'

import '@mantine/charts/styles.layer.css'
import type { TransportName } from '@duplex/protocol/client'
import { LineChart } from '@mantine/charts'
import { useTranslations } from 'next-intl'
import { useId } from 'react'
import type { RunView } from '../engine/run.ts'
import { useFigures } from '../figures.ts'
import { cutOf } from '../job/edit-times.ts'
import { wireColours, wireDashes } from '../wire.tsx'
import { type ChartName, type ChartRow, chartNames, toChartRows, wiresIn } from './chart-data.ts'
import { ChartTable } from './chart-table.tsx'
import classes from './lab-charts.module.css'

/** What happened second by second, one chart below the other over one time. */
export function LabCharts({ view }: { view: RunView }) {
  return (
    <div className={classes.charts}>
      {chartNames.map((name) => (
        <WireChart key={name} name={name} rows={toChartRows(view.lanes, name)} view={view} />
      ))}
    </div>
  )
}

function WireChart({ name, rows, view }: { name: ChartName; rows: ChartRow[]; view: RunView }) {
  const t = useTranslations('lab')
  const id = useId()
  const { ms, bytes, number } = useFigures()
  const show = { latency: ms, requests: number, bytes }[name]
  const cut = cutOf(view.job)
  return (
    <figure className={classes.figure} aria-labelledby={id}>
      <figcaption id={id} className={classes.title}>
        {t(`charts.${name}`)}
      </figcaption>
      <LineChart
        h={name === 'latency' ? 220 : 150}
        data={rows}
        dataKey="second"
        series={wiresIn(rows).map((wire) => toSeries(wire, t(`wires.${wire}`)))}
        curveType="linear"
        withDots={false}
        lineProps={{ isAnimationActive: false }}
        lineChartProps={{ syncId: 'lab', margin: { top: 6, right: 12, bottom: 0, left: 0 } }}
        gridColor="var(--line)"
        textColor="var(--muted)"
        valueFormatter={(value) => show(value)}
        xAxisProps={{ type: 'number', domain: [0, view.job.seconds], tickCount: 6, unit: ' s' }}
        yAxisProps={{
          width: 68,
          ...(name === 'latency' ? { scale: 'log', domain: [1, 'auto'], allowDataOverflow: true } : {}),
        }}
        referenceAreas={
          cut && [{ x1: cut.fromMs / 1_000, x2: cut.untilMs / 1_000, color: 'var(--muted)', label: t('charts.cut') }]
        }
      />
      <ChartTable caption={t(`charts.${name}`)} rows={rows} show={show} />
    </figure>
  )
}

function toSeries(wire: TransportName, label: string) {
  return { name: wire, label, color: wireColours[wire], strokeDasharray: wireDashes[wire] }
}
