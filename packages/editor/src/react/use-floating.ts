import { autoUpdate, computePosition, flip, offset, type Placement, shift, type VirtualElement } from '@floating-ui/dom'
import type { Editor } from '@tiptap/core'
import { type RefObject, useEffect } from 'react'

export type FloatingOptions = {
  editor: Editor
  floating: RefObject<HTMLElement | null>
  /** undefined while nothing floats. */
  anchor: Element | VirtualElement | undefined
  placement: Placement
}

/**
 * Keeps `floating` beside `anchor` while both are there. Positions are written to the element, not to state: they
 * change with every scroll and every change of the text.
 */
export function useFloating({ editor, floating, anchor, placement }: FloatingOptions): void {
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
    const update = () => void place()
    const stop = autoUpdate(anchor, element, update)
    editor.on('transaction', update)
    return () => {
      stop()
      editor.off('transaction', update)
    }
  })
}
