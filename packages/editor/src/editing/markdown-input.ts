import { Extension } from '@tiptap/core'
import { Node, Slice } from '@tiptap/pm/model'
import { Plugin, PluginKey } from '@tiptap/pm/state'
import { dropPoint } from '@tiptap/pm/transform'
import type { EditorView } from '@tiptap/pm/view'

/** Bytes. A larger file is a matter for the import, which shows progress. */
const maxFileBytes = 2 * 1024 * 1024

/** What a person who writes Markdown would not type otherwise: two such lines, or one fence or table ruler. */
const blockLine = /^(?:#{1,6} |[-*+] |\d{1,9}[.)] |> |\|.*\|\s*$)/gm
const unmistakable = /^(?:```|~~~|\|?\s*:?-{3,}:?\s*\|)/m

/** Whether plain text is Markdown rather than prose. */
export function isMarkdown(text: string): boolean {
  return unmistakable.test(text) || (text.match(blockLine) ?? []).length >= 2
}

/** Markdown that is dropped as a file or text, or pasted as plain text, arrives as what it means. */
export const MarkdownInput = Extension.create({
  name: 'markdownInput',
  addProseMirrorPlugins: () => [
    new Plugin({
      key: new PluginKey('markdownInput'),
      props: {
        handlePaste(view, event) {
          const { clipboardData } = event
          const text = clipboardData?.getData('text/plain') ?? ''
          const isPlain = !clipboardData?.types.includes('text/html')
          if (!isPlain || isInCode(view) || !isMarkdown(text)) return false
          void insertMarkdown(view, text)
          return true
        },
        handleDrop(view, event, _slice, isMove) {
          if (isMove) return false
          const place = view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos
          return place !== undefined && dropMarkdown(view, event.dataTransfer, place)
        },
      },
    }),
  ],
})

function isInCode({ state }: EditorView): boolean {
  return state.selection.$from.parent.type.spec.code === true
}

/** Whether the drop was taken. */
function dropMarkdown(view: EditorView, data: DataTransfer | null, place: number): boolean {
  const files = [...(data?.files ?? [])].filter((file) => /\.(md|markdown|txt)$/i.test(file.name))
  if (files.length > 0) {
    void readFiles(files).then((text) => insertMarkdown(view, text, place))
    return true
  }
  const text = data?.getData('text/plain') ?? ''
  if (data?.types.includes('text/html') || !isMarkdown(text)) return false
  void insertMarkdown(view, text, place)
  return true
}

async function readFiles(files: readonly File[]): Promise<string> {
  const texts = await Promise.all(files.filter((file) => file.size <= maxFileBytes).map((file) => file.text()))
  return texts.join('\n\n')
}

async function insertMarkdown(view: EditorView, text: string, place?: number): Promise<void> {
  const parsed = await parse(text)
  if (view.isDestroyed || text.trim() === '') return
  const { state } = view
  if (parsed === undefined) return view.dispatch(state.tr.insertText(text))
  const doc = Node.fromJSON(state.schema, parsed)
  const slice = new Slice(doc.content, 0, 0)
  const at =
    place === undefined ? undefined : (dropPoint(state.doc, Math.min(place, state.doc.content.size), slice) ?? place)
  const tr = at === undefined ? state.tr.replaceSelection(slice) : state.tr.replaceRange(at, at, slice)
  view.dispatch(tr.scrollIntoView().setMeta('uiEvent', at === undefined ? 'paste' : 'drop'))
  view.focus()
}

/** undefined where the parser cannot be loaded (offline, before its first use). */
async function parse(text: string): Promise<unknown> {
  try {
    const { parseMarkdown } = await import('../content/parse-markdown.ts')
    return parseMarkdown(text).toJSON()
  } catch {
    return undefined
  }
}
