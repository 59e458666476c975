import type { EditorState } from '@tiptap/pm/state'
import {
  absolutePositionToRelativePosition,
  relativePositionToAbsolutePosition,
  ySyncPluginKey,
} from '@tiptap/y-tiptap'
import { createRelativePositionFromJSON, type Doc, type RelativePosition, type XmlFragment } from 'yjs'

/** A selection that means the same place in every replica; the shape that stock Tiptap clients use as well. */
export type SharedSelection = { anchor: RelativePosition; head: RelativePosition }
export type LocalSelection = { anchor: number; head: number }

type Binding = { doc: Doc; type: XmlFragment; mapping: Parameters<typeof absolutePositionToRelativePosition>[2] }

/** Order: the mapping follows the editor's document only after the Yjs binding has seen the transaction. */
function bindingOf(state: EditorState): Binding | undefined {
  const sync = ySyncPluginKey.getState(state)
  const isBound = sync?.binding != null && sync.binding.mapping.size > 0
  return isBound ? { doc: sync.doc, type: sync.type, mapping: sync.binding.mapping } : undefined
}

export function toSharedSelection(state: EditorState): SharedSelection | undefined {
  const binding = bindingOf(state)
  if (binding === undefined) return undefined
  const share = (position: number) => absolutePositionToRelativePosition(position, binding.type, binding.mapping)
  return { anchor: share(state.selection.anchor), head: share(state.selection.head) }
}

/** Where somebody's `cursor` is in this editor; undefined where it names nothing that is here (yet). */
export function readSharedSelection(state: EditorState, cursor: unknown): LocalSelection | undefined {
  const binding = bindingOf(state)
  if (binding === undefined || typeof cursor !== 'object' || cursor === null) return undefined
  const { anchor, head } = cursor as Record<string, unknown>
  const from = toPosition(binding, anchor, state.doc.content.size)
  const to = toPosition(binding, head, state.doc.content.size)
  return from === undefined || to === undefined ? undefined : { anchor: from, head: to }
}

function toPosition({ doc, type, mapping }: Binding, json: unknown, max: number): number | undefined {
  try {
    const relative = createRelativePositionFromJSON(json)
    const position = relativePositionToAbsolutePosition(doc, type, relative, mapping)
    return position === null ? undefined : Math.min(position, max)
  } catch {
    // Security: a raw client writes what it likes here; its caret is simply not shown.
    return undefined
  }
}
