import { useEffect, useRef } from 'react'
import type { OpenDocument } from '../client/open-document.ts'
import { useStore } from './use-store.ts'

/** How long one stroke moves after bytes went its way. */
const flowMs = 700

/**
 * The mark of the product: two parallel strokes with opposite arrow heads. The upper one moves while changes leave
 * this page, the lower one while others' arrive. Attributes are set past React: bytes flow far more often than it
 * should render.
 */
export function WireMark({ document }: { document: OpenDocument | undefined }) {
  const mark = useRef<SVGSVGElement>(null)
  const doc = useStore(document?.replica)?.doc
  useEffect(() => {
    if (doc === undefined) return
    const timers: Record<'up' | 'down', ReturnType<typeof setTimeout> | undefined> = { up: undefined, down: undefined }
    const flow = (_update: Uint8Array, _origin: unknown, _doc: unknown, { local }: { local: boolean }) => {
      const direction = local ? 'up' : 'down'
      mark.current?.setAttribute(`data-${direction}`, 'true')
      clearTimeout(timers[direction])
      timers[direction] = setTimeout(() => mark.current?.removeAttribute(`data-${direction}`), flowMs)
    }
    doc.on('update', flow)
    return () => {
      doc.off('update', flow)
      clearTimeout(timers.up)
      clearTimeout(timers.down)
    }
  }, [doc])
  return (
    <svg ref={mark} className="duplex-wire-mark" viewBox="0 0 20 12" width="20" height="12" aria-hidden="true">
      <path className="duplex-wire-up" d="M1 3.5h15" />
      <path d="M13.5 1l3.5 2.5l-3.5 2.5" />
      <path className="duplex-wire-down" d="M19 8.5h-15" />
      <path d="M6.5 6l-3.5 2.5l3.5 2.5" />
    </svg>
  )
}
