import type { NodeView } from '../../api/views.ts'

type Path = NodeView['paths'][number]

/** ms that the update spent in each part of its way through its node; they follow each other without a gap. */
export type Hops = { readonly apply: number; readonly commit: number; readonly send: number }

export function hopsOf({ appliedMs, committedMs, sentMs }: Path): Hops {
  return { apply: appliedMs, commit: committedMs - appliedMs, send: sentMs - committedMs }
}

/** The way of an update to one other node. `hear`: by the clocks of both, which may disagree; never less than nothing. */
export type OtherWay = {
  readonly node: NodeView
  readonly publish: number
  readonly hear: number
  readonly send: number
}

export function otherWaysOf(path: Path, others: readonly NodeView[]): OtherWay[] {
  const { publishedMs } = path
  if (publishedMs === undefined) return []
  return others.flatMap((node) => {
    const heard = node.heard.find(({ documentId, seq }) => documentId === path.documentId && seq === path.seq)
    if (heard === undefined) return []
    const hear = Math.max(0, heard.heardAt - (path.receivedAt + publishedMs))
    return [{ node, publish: Math.max(0, publishedMs - path.committedMs), hear, send: heard.sentAt - heard.heardAt }]
  })
}
