import { useTranslations } from 'next-intl'
import { FigureTable } from '../results/figure-table.tsx'
import { Wire } from '../wire.tsx'
import { type ChartRow, wiresIn } from './chart-data.ts'
import classes from './chart-table.module.css'

type ChartTableProps = { caption: string; rows: readonly ChartRow[]; show: (value: number | undefined) => string }

/** The same as a chart, in figures. */
export function ChartTable({ caption, rows, show }: ChartTableProps) {
  const t = useTranslations('lab')
  const wires = wiresIn(rows)
  return (
    <details className={classes.details}>
      <summary>{t('charts.asTable')}</summary>
      <FigureTable
        caption={caption}
        head={[t('charts.second'), ...wires.map((wire) => <Wire key={wire} name={wire} />)]}
        rows={rows.map((row) => ({ name: String(row.second), cells: wires.map((wire) => show(row[wire])) }))}
      />
    </details>
  )
}
