import { frameHeaderBytes, type WireRow } from '@duplex/protocol/wire'
import { memo, type ReactNode, useEffect, useRef } from 'react'
import { directionOf } from './filter.ts'
import { arrows, bytesOf, termOf, wireOf } from './terms.ts'
import classes from './timeline.module.css'
import type { RowWords } from './use-row-words.ts'

type TimelineRowProps = {
  row: WireRow
  index: number
  words: RowWords
  isActive: boolean
  isOpen: boolean
  purposeOf: (requestId: number) => string | undefined
  onPick: () => void
  onHeight: (px: number) => void
  renderDetails: (row: WireRow) => ReactNode
}

/** One line, and below it what is known, while it is open. */
export const TimelineRow = memo(
  function TimelineRow(props: TimelineRowProps) {
    const { row, index, words, isActive, isOpen, purposeOf, onPick, onHeight, renderDetails } = props
    const direction = directionOf(row)
    const bytes = bytesOf(row, ({ wire, direction, bytes }) =>
      wire === 'websocket' ? frameHeaderBytes(direction, bytes) : 0,
    )
    const summary = words.summary(row)
    return (
      <>
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the grid's, which has the focus */}
        {/* biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus and names the active row */}
        {/* biome-ignore lint/a11y/useSemanticElements: see the grid */}
        <div
          id={`wire-row-${row.id}`}
          role="row"
          className={classes.row}
          aria-rowindex={index + 1}
          aria-selected={isActive}
          aria-expanded={isOpen}
          data-wire={wireOf(row, purposeOf)}
          data-kind={row.kind}
          data-active={isActive || undefined}
          data-trouble={isTrouble(row) || undefined}
          onClick={onPick}
        >
          <Cell className={classes.time}>
            <span className={classes.hours}>{timeOf(row.at).slice(0, 6)}</span>
            {timeOf(row.at).slice(6)}
          </Cell>
          <Cell>{direction && arrows[direction]}</Cell>
          <Cell className={classes.term}>{termOf(row)}</Cell>
          <Cell className={classes.bytes}>{bytes === undefined ? '' : bytes.toLocaleString('en')}</Cell>
          <Cell className={classes.meaning} title={summary}>
            {summary}
          </Cell>
        </div>
        {isOpen && <Details onHeight={onHeight}>{renderDetails(row)}</Details>}
      </>
    )
  },
  (before, after) =>
    before.row === after.row &&
    before.index === after.index &&
    before.words === after.words &&
    before.isActive === after.isActive &&
    before.isOpen === after.isOpen,
)

function Cell({ children, ...rest }: { children: ReactNode; className?: string | undefined; title?: string }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the grid
    // biome-ignore lint/a11y/useFocusableInteractive: cells are read with their row
    <span role="gridcell" {...rest}>
      {children}
    </span>
  )
}

function Details({ onHeight, children }: { onHeight: (px: number) => void; children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = box.current
    if (element === null) return
    const resize = new ResizeObserver(() => onHeight(element.offsetHeight))
    resize.observe(element)
    return () => resize.disconnect()
  }, [onHeight])
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the grid
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    <div ref={box} role="row">
      {/* biome-ignore lint/a11y/useSemanticElements: see the grid */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus */}
      <div role="gridcell">{children}</div>
    </div>
  )
}

function isTrouble(row: WireRow): boolean {
  if (row.kind === 'close') return row.carriage.end?.by === 'other' && !row.carriage.isProbe
  if (row.kind === 'request') return row.request.endedAt !== undefined && (row.request.status ?? 600) >= 400
  return row.kind === 'retry'
}

/** HH:MM:SS.mmm of this device's clock. */
function timeOf(at: number): string {
  const date = new Date(at)
  const two = (value: number) => String(value).padStart(2, '0')
  const ms = String(date.getMilliseconds()).padStart(3, '0')
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${ms}`
}
