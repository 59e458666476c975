import { type RefObject, useEffect, useState } from 'react'

/** px; every row that is not open. */
export const rowHeight = 28
const spareRows = 8

export type VisibleRange = { readonly from: number; readonly to: number }

/**
 * Which of `count` rows are near what is seen of `viewport`. The open row, number `openIndex` or -1, is `openHeight` px
 * higher than the others.
 */
export function rangeOf(
  { top, height }: { top: number; height: number },
  count: number,
  openIndex: number,
  openHeight: number,
): VisibleRange {
  const indexAt = (y: number) => {
    const openEnd = (openIndex + 1) * rowHeight + openHeight
    if (openIndex < 0 || y <= (openIndex + 1) * rowHeight) return Math.floor(y / rowHeight)
    return y <= openEnd ? openIndex : Math.floor((y - openHeight) / rowHeight)
  }
  const from = Math.max(0, indexAt(top) - spareRows)
  return { from, to: Math.min(count, Math.max(from, indexAt(top + height) + spareRows + 1)) }
}

/** Where the viewport stands, as it is scrolled and resized. */
export function useViewport(viewport: RefObject<HTMLElement | null>): { top: number; height: number } {
  const [state, setState] = useState({ top: 0, height: 0 })
  useEffect(() => {
    const element = viewport.current
    if (element === null) return
    const read = () => setState({ top: element.scrollTop, height: element.clientHeight })
    const resize = new ResizeObserver(read)
    resize.observe(element)
    element.addEventListener('scroll', read, { passive: true })
    read()
    return () => {
      resize.disconnect()
      element.removeEventListener('scroll', read)
    }
  }, [viewport])
  return state
}
