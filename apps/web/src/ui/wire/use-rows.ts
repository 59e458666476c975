import type { WireLog, WireRow } from '@duplex/protocol/wire'
import { useEffect, useMemo, useState } from 'react'
import { applyFilter, type RowFilter } from './filter.ts'

/** What the log has, drawn at most once a frame; while it is paused, as it was then. */
export function useRows(log: WireLog, filter: RowFilter, isPaused: boolean): readonly WireRow[] {
  const [rows, setRows] = useState<readonly WireRow[]>(() => log.rows)
  useEffect(() => {
    if (isPaused) return
    let frame: number | undefined
    const draw = () => {
      frame = undefined
      setRows(log.rows)
    }
    const unsubscribe = log.subscribe(() => {
      frame ??= requestAnimationFrame(draw)
    })
    draw()
    return () => {
      unsubscribe()
      if (frame !== undefined) cancelAnimationFrame(frame)
    }
  }, [log, isPaused])
  return useMemo(() => applyFilter(rows, filter), [rows, filter])
}
