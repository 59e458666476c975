import { type KeyboardEvent, type RefObject, useEffect, useRef } from 'react'

const steps: Partial<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }

/**
 * A toolbar is one stop of the Tab key, and arrows move inside it (WAI-ARIA toolbar pattern). Works on whatever
 * buttons are there, so that the controls need not know about each other.
 */
export function useRovingFocus<Container extends HTMLElement>(): {
  ref: RefObject<Container | null>
  onKeyDown: (event: KeyboardEvent) => void
  onFocus: () => void
} {
  const ref = useRef<Container>(null)
  const controls = () => [...(ref.current?.querySelectorAll<HTMLElement>('button:not(:disabled), select') ?? [])]
  const makeStop = (stop: Element | null | undefined) => {
    for (const control of controls()) control.tabIndex = control === stop ? 0 : -1
  }
  useEffect(() => {
    const focused = controls().find((control) => control.tabIndex === 0 && control.dataset.stop !== undefined)
    makeStop(focused ?? controls()[0])
  })
  const onKeyDown = (event: KeyboardEvent) => {
    const all = controls()
    const index = all.findIndex((control) => control.contains(document.activeElement))
    const isSelect = event.target instanceof HTMLSelectElement
    const step = isSelect && event.key.match(/Up|Down/) ? undefined : steps[event.key]
    const next =
      event.key === 'Home'
        ? all[0]
        : event.key === 'End'
          ? all.at(-1)
          : step && all[(index + step + all.length) % all.length]
    if (index < 0 || !next) return
    event.preventDefault()
    next.focus()
  }
  const onFocus = () => {
    const { activeElement } = document
    if (controls().some((control) => control === activeElement)) makeStop(activeElement)
  }
  return { ref, onKeyDown, onFocus }
}
