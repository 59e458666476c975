import { Extension } from '@tiptap/core'
import { Plugin, PluginKey, TextSelection } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'

/** A click below the text goes to its end, and makes a line to write on where the last block is not a paragraph. */
export const WritingRoom = Extension.create({
  name: 'writingRoom',
  addProseMirrorPlugins: () => [
    new Plugin({
      key: new PluginKey('writingRoom'),
      props: {
        handleDOMEvents: {
          mousedown(view, event) {
            const isBelow = event.target === view.dom && event.button === 0 && view.editable && isBelowText(view, event)
            if (isBelow) writeAtEnd(view)
            if (isBelow) event.preventDefault()
            return isBelow
          },
        },
      },
    }),
  ],
})

function isBelowText(view: EditorView, event: MouseEvent): boolean {
  const last = view.dom.lastElementChild
  return last !== null && event.clientY > last.getBoundingClientRect().bottom
}

function writeAtEnd(view: EditorView): void {
  const { doc, tr, schema } = view.state
  if (doc.lastChild?.type.name !== 'paragraph') tr.insert(doc.content.size, schema.node('paragraph'))
  tr.setSelection(TextSelection.atEnd(tr.doc)).scrollIntoView()
  view.dispatch(tr)
  view.focus()
}
