import { Extension, type Extensions } from '@tiptap/core'
import { Blockquote } from '@tiptap/extension-blockquote'
import { Bold } from '@tiptap/extension-bold'
import { Code } from '@tiptap/extension-code'
import { CodeBlock } from '@tiptap/extension-code-block'
import { Document } from '@tiptap/extension-document'
import { HardBreak } from '@tiptap/extension-hard-break'
import { Heading } from '@tiptap/extension-heading'
import { HorizontalRule } from '@tiptap/extension-horizontal-rule'
import { Italic } from '@tiptap/extension-italic'
import { BulletList, ListItem, ListKeymap, OrderedList, TaskItem, TaskList } from '@tiptap/extension-list'
import { Paragraph } from '@tiptap/extension-paragraph'
import { Strike } from '@tiptap/extension-strike'
import { Table, TableCell, TableHeader, TableRow } from '@tiptap/extension-table'
import { Text } from '@tiptap/extension-text'
import { Dropcursor } from '@tiptap/extensions/drop-cursor'
import { Gapcursor } from '@tiptap/extensions/gap-cursor'
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
 * would write into a document merely because somebody opened it, once per reader. Order: code is the innermost mark.
 */
export function extensions(options: ExtensionsOptions = {}): Extensions {
  const { taskLabel = (text: string) => text } = options
  return [
    SchemaGuard,
    Document,
    Paragraph,
    Text,
    Heading.configure({ levels: [...headingLevels] }),
    BulletList,
    OrderedList,
    ListItem,
    ListKeymap,
    TaskList,
    TaskItem.configure({ nested: true, a11y: { checkboxLabel: (node) => taskLabel(node.textContent) } }),
    Blockquote,
    CodeBlock.configure({ defaultLanguage: null, enableTabIndentation: false }),
    Table.configure({ resizable: true, cellMinWidth: 48, allowTableNodeSelection: true }),
    TableRow,
    TableHeader,
    TableCell,
    HorizontalRule,
    HardBreak,
    SafeLink,
    Bold,
    Italic,
    Strike,
    Code.extend({ excludes: 'code' }),
    Dropcursor.configure({ color: 'var(--socket)', width: 2 }),
    Gapcursor,
  ]
}
