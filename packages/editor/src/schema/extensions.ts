import { Extension, type Extensions } from '@tiptap/core'
import { Code } from '@tiptap/extension-code'
import { CodeBlock } from '@tiptap/extension-code-block'
import { TaskItem, TaskList } from '@tiptap/extension-list'
import { Table, TableCell, TableHeader, TableRow } from '@tiptap/extension-table'
import { StarterKit } from '@tiptap/starter-kit'
import { headingLevels } from './attribute-rules.ts'
import { guardSchema } from './guard-schema.ts'
import { SafeLink } from './link.ts'

export type ExtensionsOptions = {
  /** Accessible name of a task's checkbox, given the task's text. */
  taskLabel?: (text: string) => string
}

/** Guards the schema of an editor before its view and its plugins exist. */
const SchemaGuard = Extension.create({
  name: 'schemaGuard',
  onBeforeCreate() {
    guardSchema(this.editor.schema)
  },
})

/**
 * What a document is: every node and mark, with their commands and Markdown shortcuts, and nothing that needs a
 * screen. Undo comes from the collaboration, which undoes one's own changes only. No trailing-node extension: it
 * would write into a document merely because somebody opened it, once per reader.
 */
export function extensions(options: ExtensionsOptions = {}): Extensions {
  const { taskLabel = (text: string) => text } = options
  return [
    SchemaGuard,
    StarterKit.configure({
      undoRedo: false,
      trailingNode: false,
      underline: false,
      link: false,
      code: false,
      codeBlock: false,
      dropcursor: { color: 'var(--socket)', width: 2 },
      heading: { levels: [...headingLevels] },
    }),
    Code.extend({ excludes: 'code' }),
    CodeBlock.configure({ defaultLanguage: null, enableTabIndentation: false }),
    SafeLink,
    TaskList,
    TaskItem.configure({ nested: true, a11y: { checkboxLabel: (node) => taskLabel(node.textContent) } }),
    Table.configure({ resizable: true, cellMinWidth: 48, allowTableNodeSelection: true }),
    TableRow,
    TableHeader,
    TableCell,
  ]
}
