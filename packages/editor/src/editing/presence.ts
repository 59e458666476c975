import { Extension } from '@tiptap/core'
import { type EditorState, Plugin, PluginKey } from '@tiptap/pm/state'
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view'
import type { Awareness } from 'y-protocols/awareness'
import { compareRelativePositions, createRelativePositionFromJSON } from 'yjs'
import { type Caret, CaretLayer } from './caret-layer.ts'
import { isStream, readPerson } from './person.ts'
import { readSharedSelection, type SharedSelection, toSharedSelection } from './shared-position.ts'

/** Own selections go out at most this often: 20 Hz. */
const publishMs = 50

export type PresenceOptions = {
  awareness: Awareness | undefined
  /** What stands beside the caret of what somebody streams into the document. */
  streamLabel: (name: string) => string
}

const presenceKey = new PluginKey<DecorationSet>('presence')

/**
 * Shows other people's carets and selections and publishes one's own, as `cursor` of the presence entry. Not Tiptap's
 * own extension: that one puts widgets into the text, and publishes again after every remote change, which doubles
 * the traffic of a document. A caret is anchored to a character, so typing alone publishes nothing.
 */
export const Presence = Extension.create<PresenceOptions>({
  name: 'presence',
  priority: 999,
  addOptions: () => ({ awareness: undefined, streamLabel: (name) => name }),
  addProseMirrorPlugins() {
    const { awareness, streamLabel } = this.options
    if (awareness === undefined) return []
    return [
      new Plugin<DecorationSet>({
        key: presenceKey,
        state: {
          init: () => DecorationSet.empty,
          apply: (tr, shown) => tr.getMeta(presenceKey) ?? shown.map(tr.mapping, tr.doc),
        },
        props: { decorations: (state) => presenceKey.getState(state) },
        view: (view) => new PresenceView(view, awareness, streamLabel),
      }),
    ]
  },
})

type Selection = Caret & { readonly anchor: number }

class PresenceView {
  readonly #view: EditorView
  readonly #awareness: Awareness
  readonly #streamLabel: PresenceOptions['streamLabel']
  readonly #layer = new CaretLayer()
  readonly #resize: ResizeObserver
  readonly #ending = new AbortController()
  #frame: number | undefined
  #publishing: ReturnType<typeof setTimeout> | undefined

  constructor(view: EditorView, awareness: Awareness, streamLabel: PresenceOptions['streamLabel']) {
    this.#view = view
    this.#awareness = awareness
    this.#streamLabel = streamLabel
    this.#resize = new ResizeObserver(this.#redraw)
    this.#resize.observe(view.dom)
    awareness.on('change', this.#redraw)
    const { signal } = this.#ending
    view.dom.addEventListener('focusin', this.#publishSoon, { signal })
    view.dom.addEventListener('focusout', this.#publishSoon, { signal })
    view.dom.addEventListener('scroll', this.#redraw, { capture: true, passive: true, signal })
    this.#redraw()
  }

  update(view: EditorView, before: EditorState): void {
    if (view.state.doc !== before.doc) this.#redraw()
    if (!view.state.selection.eq(before.selection) || view.state.doc !== before.doc) this.#publishSoon()
  }

  destroy(): void {
    this.#ending.abort()
    this.#resize.disconnect()
    this.#awareness.off('change', this.#redraw)
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame)
    clearTimeout(this.#publishing)
    this.#layer.destroy()
    if (this.#ownCursor !== null) this.#awareness.setLocalStateField('cursor', null)
  }

  #redraw = (): void => {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined
      if (this.#view.isDestroyed) return
      const selections = this.#readSelections()
      this.#layer.draw(this.#view, selections)
      this.#mark(selections.filter(({ anchor, head }) => anchor !== head))
    })
  }

  #readSelections(): Selection[] {
    const found: Selection[] = []
    for (const [client, entry] of this.#awareness.getStates()) {
      const person = client === this.#awareness.clientID ? undefined : readPerson(entry)
      const place = person && readSharedSelection(this.#view.state, entry.cursor)
      if (!person || !place) continue
      const label = isStream(entry) ? this.#streamLabel(person.name) : person.name
      found.push({ client, person, label, ...place })
    }
    return found
  }

  #mark(selections: readonly Selection[]): void {
    const { state } = this.#view
    const marked = selections.map(({ anchor, head, person }) =>
      Decoration.inline(
        Math.min(anchor, head),
        Math.max(anchor, head),
        { class: 'duplex-selection', style: `--caret: ${person.color}` },
        { key: person.color },
      ),
    )
    const next = DecorationSet.create(state.doc, marked)
    if (!isSame(presenceKey.getState(state), next)) this.#view.dispatch(state.tr.setMeta(presenceKey, next))
  }

  #publishSoon = (): void => {
    this.#publishing ??= setTimeout(() => {
      this.#publishing = undefined
      if (!this.#view.isDestroyed) this.#publish()
    }, publishMs)
  }

  get #ownCursor(): unknown {
    return this.#awareness.getLocalState()?.cursor ?? null
  }

  #publish(): void {
    const cursor = this.#view.hasFocus() ? (toSharedSelection(this.#view.state) ?? null) : null
    const isKnown = cursor === null ? this.#ownCursor === null : isSameCursor(this.#ownCursor, cursor)
    if (!isKnown) this.#awareness.setLocalStateField('cursor', cursor)
  }
}

function isSame(shown: DecorationSet | undefined, next: DecorationSet): boolean {
  const keysOf = (set: DecorationSet | undefined) =>
    (set?.find() ?? []).map(({ from, to, spec }) => `${from}-${to}-${spec.key}`).join()
  return keysOf(shown) === keysOf(next)
}

function isSameCursor(shown: unknown, next: SharedSelection): boolean {
  if (shown === null) return false
  const { anchor, head } = shown as SharedSelection
  return isSamePosition(anchor, next.anchor) && isSamePosition(head, next.head)
}

function isSamePosition(a: unknown, b: unknown): boolean {
  return compareRelativePositions(createRelativePositionFromJSON(a), createRelativePositionFromJSON(b))
}
