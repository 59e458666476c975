import { autoUpdate, computePosition, flip, offset, type Placement, shift, type VirtualElement } from '@floating-ui/dom'
import { type RefObject, useEffect } from 'react'

/**
 * Keeps `floating` beside `anchor` while both are there. Positions are written to the element, not to state: they
 * change with every key and scroll.
 */
export function useFloating(
  floating: RefObject<HTMLElement | null>,
  anchor: Element | VirtualElement | undefined,
  placement: Placement,
): void {
  useEffect(() => {
    const element = floating.current
    if (element === null || anchor === undefined) return
    const place = async () => {
      const { x, y } = await computePosition(anchor, element, {
        placement,
        strategy: 'fixed',
        middleware: [offset(8), flip({ padding: 8 }), shift({ padding: 8 })],
      })
      element.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`
    }
    return autoUpdate(anchor, element, () => void place())
  })
}
