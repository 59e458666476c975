import { Extension } from '@tiptap/core'
import { PluginKey } from '@tiptap/pm/state'
import { exitSuggestion, Suggestion, type SuggestionProps } from '@tiptap/suggestion'
import { createStore, type Store } from '../client/store.ts'
import { type BlockKind, toggleBlock } from './blocks.ts'

/** What the open menu shows. */
type SlashMenuView = { readonly kinds: readonly BlockKind[]; readonly selected: number }

export type SlashMenu = {
  readonly view: Store<SlashMenuView | undefined>
  /** Where the menu is drawn; placed beside the caret while it is open. */
  readonly element: HTMLElement
  readonly extension: Extension
  choose(kind: BlockKind): void
}

const slashKey = new PluginKey('slashMenu')

/** The menu behind `/`. `find` gives the blocks that match what was typed after it, best first. */
export function createSlashMenu(find: (query: string) => readonly BlockKind[]): SlashMenu {
  const view = createStore<SlashMenuView | undefined>(undefined)
  const element = document.createElement('div')
  element.className = 'duplex-floating'
  let suggestion: SuggestionProps<BlockKind, BlockKind> | undefined
  let unmount: (() => void) | undefined

  const choose = (kind: BlockKind) => suggestion?.command(kind)
  const show = (props: SuggestionProps<BlockKind, BlockKind>) => {
    suggestion = props
    const kinds = find(props.query)
    view.set(kinds.length > 0 ? { kinds, selected: 0 } : undefined)
  }
  const close = () => {
    unmount?.()
    unmount = undefined
    suggestion = undefined
    view.set(undefined)
  }

  const extension = Extension.create({
    name: 'slashMenu',
    addProseMirrorPlugins() {
      return [
        Suggestion<BlockKind, BlockKind>({
          editor: this.editor,
          pluginKey: slashKey,
          char: '/',
          allow: ({ state, range }) => state.doc.resolve(range.from).parent.type.name === 'paragraph',
          command: ({ editor, range, props: kind }) =>
            toggleBlock(editor.chain().focus().deleteRange(range), kind).run(),
          render: () => ({
            onStart: (props) => {
              show(props)
              unmount = props.mount(element)
            },
            onUpdate: show,
            onExit: close,
            onKeyDown: ({ event, view: editorView }) => {
              if (event.key === 'Tab') exitSuggestion(editorView, slashKey)
              return handleKey(event.key, view, choose)
            },
          }),
        }),
      ]
    },
  })
  return { view, element, extension, choose }
}

/** Whether the key was the menu's. */
function handleKey(
  key: string,
  view: ReturnType<typeof createStore<SlashMenuView | undefined>>,
  choose: (kind: BlockKind) => void,
): boolean {
  const shown = view.getSnapshot()
  if (shown === undefined) return false
  const { kinds, selected } = shown
  const step = key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0
  if (step !== 0) view.set({ kinds, selected: (selected + step + kinds.length) % kinds.length })
  const kind = kinds[selected]
  if (key === 'Enter' && kind !== undefined) choose(kind)
  return step !== 0 || key === 'Enter'
}
