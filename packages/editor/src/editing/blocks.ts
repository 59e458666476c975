import type { ChainedCommands, Editor } from '@tiptap/core'

/** Everything that can be put into a document as a block, in the order of the menus. */
export const blockKinds = [
  'paragraph',
  'heading1',
  'heading2',
  'heading3',
  'heading4',
  'bulletList',
  'orderedList',
  'taskList',
  'blockquote',
  'codeBlock',
  'table',
  'horizontalRule',
] as const
export type BlockKind = (typeof blockKinds)[number]

/** Those that a text block can be turned into, exclusive of each other. */
export const textStyles = ['paragraph', 'heading1', 'heading2', 'heading3', 'heading4'] as const
export type TextStyle = (typeof textStyles)[number]

const levels: Record<TextStyle, 1 | 2 | 3 | 4 | undefined> = {
  paragraph: undefined,
  heading1: 1,
  heading2: 2,
  heading3: 3,
  heading4: 4,
}

/** Puts the block in, or takes it away where the selection is in one already. */
export function toggleBlock(chain: ChainedCommands, kind: BlockKind): ChainedCommands {
  switch (kind) {
    case 'paragraph':
      return chain.setParagraph()
    case 'heading1':
    case 'heading2':
    case 'heading3':
    case 'heading4':
      return chain.toggleHeading({ level: levels[kind] ?? 1 })
    case 'bulletList':
      return chain.toggleBulletList()
    case 'orderedList':
      return chain.toggleOrderedList()
    case 'taskList':
      return chain.toggleTaskList()
    case 'blockquote':
      return chain.toggleBlockquote()
    case 'codeBlock':
      return chain.toggleCodeBlock()
    case 'table':
      return chain.insertTable({ rows: 3, cols: 3, withHeaderRow: true })
    case 'horizontalRule':
      return chain.setHorizontalRule()
  }
}

export function isBlockActive(editor: Editor, kind: BlockKind): boolean {
  const level = (levels as Partial<Record<BlockKind, number>>)[kind]
  return level === undefined ? editor.isActive(kind) : editor.isActive('heading', { level })
}

export function textStyleOf(editor: Editor): TextStyle {
  return textStyles.find((style) => style !== 'paragraph' && isBlockActive(editor, style)) ?? 'paragraph'
}
