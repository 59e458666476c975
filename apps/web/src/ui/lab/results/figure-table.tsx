import type { ReactNode } from 'react'
import classes from './figure-table.module.css'

type FigureTableProps = {
  /** For those who hear the table. */
  caption: string
  head: readonly ReactNode[]
  rows: readonly { name: string; hint?: string; cells: readonly ReactNode[] }[]
}

/** Figures by name and wire. Scrolls sideways where the page is narrow, with its names in sight. */
export function FigureTable({ caption, head, rows }: FigureTableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
    <section className={classes.scroll} aria-label={caption} tabIndex={0}>
      <table className={classes.table}>
        <thead>
          <tr>
            {head.map((cell, i) => (
              <th key={i} scope="col">
                {cell}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, hint, cells }) => (
            <tr key={name}>
              <th scope="row">
                {name}
                {hint !== undefined && <span className={classes.hint}>{hint}</span>}
              </th>
              {cells.map((cell, i) => (
                <td key={i}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
