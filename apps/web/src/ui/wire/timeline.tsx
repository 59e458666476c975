import type { WireRow } from '@duplex/protocol/wire'
import { useTranslations } from 'next-intl'
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import classes from './timeline.module.css'
import { TimelineRow } from './timeline-row.tsx'
import type { RowWords } from './use-row-words.ts'
import { rangeOf, rowHeight, useViewport } from './use-visible-range.ts'

export type TimelineProps = {
  rows: readonly WireRow[]
  words: RowWords
  /** Follows what comes, as long as the end is in sight. */
  isFollowing: boolean
  purposeOf: (requestId: number) => string | undefined
  renderDetails: (row: WireRow) => ReactNode
}

/** How near the end the view must be to stay there, px. */
const nearPx = rowHeight * 2

/** All rows, of which those in sight are drawn. One at a time may be open. */
export function Timeline({ rows, words, isFollowing, purposeOf, renderDetails }: TimelineProps) {
  const t = useTranslations('wire')
  const viewport = useRef<HTMLDivElement>(null)
  const place = useViewport(viewport)
  const [activeId, setActiveId] = useState<number>()
  const [openId, setOpenId] = useState<number>()
  const [openHeight, setOpenHeight] = useState(0)
  const indexOf = (id: number | undefined) => (id === undefined ? -1 : rows.findIndex((row) => row.id === id))
  const openIndex = indexOf(openId)
  const extra = openIndex < 0 ? 0 : openHeight
  const { from, to } = rangeOf(place, rows.length, openIndex, extra)
  const topOf = (index: number) => index * rowHeight + (openIndex >= 0 && index > openIndex ? extra : 0)
  useFollowing(viewport, isFollowing && openId === undefined, rows.length)

  const activate = (index: number) => {
    const row = rows[Math.min(Math.max(index, 0), rows.length - 1)]
    if (row === undefined) return
    setActiveId(row.id)
    reveal(viewport.current, topOf(rows.indexOf(row)))
  }
  const toggle = (id: number | undefined) => {
    setOpenHeight(0)
    setOpenId((open) => (open === id ? undefined : id))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor(place.height / rowHeight) - 1)
    const active = indexOf(activeId)
    const steps: Record<string, number> = {
      ArrowDown: active < 0 ? from : active + 1,
      ArrowUp: active < 0 ? to - 1 : active - 1,
      PageDown: active + page,
      PageUp: active - page,
      Home: 0,
      End: rows.length - 1,
    }
    const step = steps[event.key]
    if (step !== undefined) activate(step)
    else if (event.key === 'Enter' || event.key === ' ') toggle(activeId)
    else if (event.key === 'Escape' && openId !== undefined) setOpenId(undefined)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <>
      <div className={classes.head} aria-hidden="true">
        <span>{t('column.time')}</span>
        <span />
        <span>{t('column.kind')}</span>
        <span className={classes.bytes}>{t('column.bytes')}</span>
        <span>{t('column.meaning')}</span>
      </div>
      {rows.length === 0 && <p className={classes.empty}>{t('empty')}</p>}
      {/* biome-ignore lint/a11y/useSemanticElements: a table cannot leave out the rows that are not in sight */}
      <div
        ref={viewport}
        className={classes.viewport}
        role="grid"
        tabIndex={0}
        aria-label={t('timeline')}
        aria-rowcount={rows.length}
        aria-activedescendant={activeId === undefined ? undefined : `wire-row-${activeId}`}
        data-testid="wire-timeline"
        onKeyDown={onKeyDown}
      >
        <div className={classes.spacer} role="presentation" style={{ height: rows.length * rowHeight + extra }}>
          <div className={classes.slice} role="presentation" style={{ top: topOf(from) }}>
            {rows.slice(from, to).map((row, i) => (
              <TimelineRow
                key={row.id}
                row={row}
                index={from + i}
                words={words}
                isActive={row.id === activeId}
                isOpen={row.id === openId}
                purposeOf={purposeOf}
                onPick={() => {
                  setActiveId(row.id)
                  toggle(row.id)
                }}
                onHeight={(height) => {
                  setOpenHeight(height)
                  if (openHeight === 0) revealOpen(viewport.current, topOf(from + i), height)
                }}
                renderDetails={renderDetails}
              />
            ))}
          </div>
        </div>
      </div>
    </>
  )
}

function reveal(viewport: HTMLElement | null, top: number): void {
  if (viewport === null) return
  const { scrollTop, clientHeight } = viewport
  if (top < scrollTop) viewport.scrollTop = top
  else if (top + rowHeight > scrollTop + clientHeight) viewport.scrollTop = top + rowHeight - clientHeight
}

/** Shows as much of an open row as there is room for, and its own line in any case. */
function revealOpen(viewport: HTMLElement | null, top: number, height: number): void {
  if (viewport === null) return
  const missing = top + rowHeight + height - (viewport.scrollTop + viewport.clientHeight)
  if (missing > 0) viewport.scrollTop = Math.min(top, viewport.scrollTop + missing)
}

/** Keeps the newest row in sight, where the one before it was. */
function useFollowing(viewport: { current: HTMLElement | null }, isFollowing: boolean, count: number): void {
  const wasAtEnd = useRef(true)
  useEffect(() => {
    const element = viewport.current
    if (element === null) return
    let last = element.scrollTop
    // Order: more rows may have come since the scroll that is told of; only a person scrolls back.
    const look = () => {
      const isNear = element.scrollHeight - element.scrollTop - element.clientHeight < nearPx
      if (isNear || element.scrollTop < last) wasAtEnd.current = isNear
      last = element.scrollTop
    }
    element.addEventListener('scroll', look, { passive: true })
    return () => element.removeEventListener('scroll', look)
  }, [viewport])
  // biome-ignore lint/correctness/useExhaustiveDependencies: with each row that comes
  useEffect(() => {
    const element = viewport.current
    if (element !== null && isFollowing && wasAtEnd.current) element.scrollTop = element.scrollHeight
  }, [viewport, isFollowing, count])
}
