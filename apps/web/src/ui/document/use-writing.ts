'use client'

import { useEffect } from 'react'

/** Set on the root element while somebody writes; what carries `data-recedes` fades. */
const attribute = 'data-writing'
/** A hand that rests on a table moves the mouse a little. */
const wakeDistancePx = 6

/** Brings the chrome back. */
export function endWriting() {
  window.document.documentElement.removeAttribute(attribute)
}

/** Lets the chrome fade while the person types in the text, and brings it back for pointer, Tab and Escape. */
export function useWriting() {
  useEffect(() => {
    const root = window.document.documentElement
    let from: { x: number; y: number } | undefined
    const wake = () => {
      from = undefined
      endWriting()
    }
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Tab' || event.key === 'Escape') return wake()
      const inText = event.target instanceof HTMLElement && event.target.isContentEditable
      if (inText && (event.key.length === 1 || event.key === 'Enter') && !event.ctrlKey && !event.metaKey) {
        root.setAttribute(attribute, '')
      }
    }
    const onMove = (event: PointerEvent) => {
      if (!root.hasAttribute(attribute)) return
      from ??= { x: event.clientX, y: event.clientY }
      if (Math.hypot(event.clientX - from.x, event.clientY - from.y) > wakeDistancePx) wake()
    }
    window.addEventListener('keydown', onKey, true)
    window.addEventListener('pointermove', onMove)
    window.addEventListener('pointerdown', wake)
    return () => {
      wake()
      window.removeEventListener('keydown', onKey, true)
      window.removeEventListener('pointermove', onMove)
      window.removeEventListener('pointerdown', wake)
    }
  }, [])
}
