import { type RefObject, useCallback, useEffect } from 'react'

/** Takes the focus to the timeline, once; answers with the function that gives it back to the text. */
export function useFocus(drawer: RefObject<HTMLElement | null>): () => void {
  useEffect(() => drawer.current?.querySelector<HTMLElement>('[role=grid]')?.focus({ preventScroll: true }), [drawer])
  return useCallback(() => document.querySelector<HTMLElement>('[contenteditable=true]')?.focus(), [])
}
