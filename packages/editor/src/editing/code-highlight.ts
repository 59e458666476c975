import { Extension } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { Plugin, PluginKey } from '@tiptap/pm/state'
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view'
import type { createLowlight } from 'lowlight'

type Highlighter = ReturnType<typeof createLowlight>
type Token = { from: number; to: number; className: string }
type Block = { node: Node; start: number }

/** Colour may trail the text; a key press never waits for a grammar. */
const quietMs = 80
/** Characters. Longer blocks stay plain: one pass over them would be felt. */
const maxBlockLength = 30_000

const highlightKey = new PluginKey<DecorationSet>('codeHighlight')

/** Colours code blocks once typing pauses. The grammars arrive with the first block that has a language. */
export const CodeHighlight = Extension.create({
  name: 'codeHighlight',
  addProseMirrorPlugins: () => [
    new Plugin<DecorationSet>({
      key: highlightKey,
      state: {
        init: () => DecorationSet.empty,
        apply: (tr, shown) => tr.getMeta(highlightKey) ?? shown.map(tr.mapping, tr.doc),
      },
      props: { decorations: (state) => highlightKey.getState(state) },
      view: (view) => new HighlightView(view),
    }),
  ],
})

class HighlightView {
  readonly #view: EditorView
  readonly #tokens = new WeakMap<Node, readonly Token[]>()
  #highlighter: Highlighter | undefined
  #shown: readonly Block[] = []
  #pending: ReturnType<typeof setTimeout> | undefined

  constructor(view: EditorView) {
    this.#view = view
    this.#refreshSoon()
  }

  update(view: EditorView, before: { doc: Node }): void {
    if (view.state.doc !== before.doc) this.#refreshSoon()
  }

  destroy(): void {
    clearTimeout(this.#pending)
  }

  #refreshSoon(): void {
    clearTimeout(this.#pending)
    this.#pending = setTimeout(() => void this.#refresh(), quietMs)
  }

  async #refresh(): Promise<void> {
    if (this.#needsColour(codeBlocksOf(this.#view.state.doc))) await this.#load()
    if (this.#view.isDestroyed) return
    // Read again: the document may have changed while the grammars loaded.
    const blocks = codeBlocksOf(this.#view.state.doc)
    if (!this.#needsColour(blocks)) return
    this.#shown = blocks
    const { tr, doc } = this.#view.state
    const decorations = blocks.flatMap((block) => this.#decorationsOf(block))
    this.#view.dispatch(tr.setMeta(highlightKey, DecorationSet.create(doc, decorations)))
  }

  #needsColour(blocks: readonly Block[]): boolean {
    return blocks.length !== this.#shown.length || blocks.some(({ node }, index) => node !== this.#shown[index]?.node)
  }

  async #load(): Promise<void> {
    try {
      this.#highlighter ??= (await import('./highlighter.ts')).highlighter
    } catch {
      // Offline before the grammars were ever loaded: code stays plain, and the next change tries again.
    }
  }

  #decorationsOf({ node, start }: Block): Decoration[] {
    let tokens = this.#tokens.get(node)
    if (tokens === undefined) {
      if (this.#highlighter === undefined) return []
      tokens = tokenize(this.#highlighter, node)
      this.#tokens.set(node, tokens)
    }
    return tokens.map(({ from, to, className }) => Decoration.inline(start + from, start + to, { class: className }))
  }
}

function codeBlocksOf(doc: Node): Block[] {
  const blocks: Block[] = []
  doc.descendants((node, position) => {
    if (node.type.name === 'codeBlock') blocks.push({ node, start: position + 1 })
    return !node.isTextblock
  })
  return blocks
}

function tokenize(highlighter: Highlighter, { attrs, textContent }: Node): Token[] {
  const { language } = attrs
  if (language === null || !highlighter.registered(language) || textContent.length > maxBlockLength) return []
  const tokens: Token[] = []
  collectTokens(highlighter.highlight(language, textContent).children, [], 0, tokens)
  return tokens
}

type Tree = ReturnType<Highlighter['highlight']>['children']

/** Returns the offset after `nodes`. */
function collectTokens(nodes: Tree, classes: readonly string[], offset: number, tokens: Token[]): number {
  let end = offset
  for (const node of nodes) {
    if (node.type === 'element') {
      const own = Array.isArray(node.properties.className) ? node.properties.className.map(String) : []
      end = collectTokens(node.children as Tree, [...classes, ...own], end, tokens)
    } else if (node.type === 'text') {
      const to = end + node.value.length
      if (classes.length > 0) tokens.push({ from: end, to, className: classes.join(' ') })
      end = to
    }
  }
  return end
}
