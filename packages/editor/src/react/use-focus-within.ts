import { type RefObject, useEffect, useState } from 'react'

/** Whether the focus is in one of the elements. Moving it from one to the other is not leaving. */
export function useFocusWithin(elements: readonly (RefObject<HTMLElement | null> | HTMLElement)[]): boolean {
  const [isWithin, setWithin] = useState(false)
  useEffect(() => {
    const holds = (element: RefObject<HTMLElement | null> | HTMLElement) => {
      const node = element instanceof HTMLElement ? element : element.current
      return node?.contains(document.activeElement) ?? false
    }
    // Order: between focusout and focusin nothing has the focus.
    const update = () => queueMicrotask(() => setWithin(elements.some(holds)))
    const leave = (event: FocusEvent) => {
      if (event.relatedTarget === null) setTimeout(update)
    }
    document.addEventListener('focusin', update)
    document.addEventListener('focusout', leave)
    update()
    return () => {
      document.removeEventListener('focusin', update)
      document.removeEventListener('focusout', leave)
    }
  })
  return isWithin
}
