import { IconArrowBackUp, IconArrowForwardUp } from '@tabler/icons-react'
import type { Editor } from '@tiptap/core'
import { useEditorState } from '@tiptap/react'
import { yUndoPluginKey } from '@tiptap/y-tiptap'
import { memo } from 'react'
import { useTranslations } from 'use-intl'
import { type BlockKind, isBlockActive, toggleBlock } from '../editing/blocks.ts'
import { blockIcons } from './block-icons.ts'
import { MarkTools } from './mark-tools.tsx'
import { StyleMenu } from './style-menu.tsx'
import { ToolButton } from './tool-button.tsx'
import { useRovingFocus } from './use-roving-focus.ts'

const blockShortcuts: readonly (readonly [kind: BlockKind, shortcut?: string])[] = [
  ['bulletList', 'Mod+Shift+8'],
  ['orderedList', 'Mod+Shift+7'],
  ['taskList', 'Mod+Shift+9'],
  ['blockquote', 'Mod+Shift+B'],
  ['codeBlock', 'Mod+Alt+C'],
  ['table'],
  ['horizontalRule'],
]

export type ToolbarProps = {
  /** null while the editor starts: the toolbar keeps its place. */
  editor: Editor | null
  onLink: () => void
}

/** Undo, text style, marks and blocks; one line that scrolls sideways where it does not fit. */
export function Toolbar({ editor, onLink }: ToolbarProps) {
  const t = useTranslations('editor.toolbar')
  const roving = useRovingFocus<HTMLDivElement>()
  return (
    <div className="duplex-toolbar" role="toolbar" aria-label={t('label')} data-testid="toolbar" {...roving}>
      {editor === null ? <div className="duplex-toolbar-space" /> : <Tools editor={editor} onLink={onLink} />}
    </div>
  )
}

function Tools({ editor, onLink }: { editor: Editor; onLink: () => void }) {
  return (
    <>
      <HistoryButton editor={editor} direction="undo" />
      <HistoryButton editor={editor} direction="redo" />
      <span className="duplex-toolbar-gap" />
      <StyleMenu editor={editor} />
      <span className="duplex-toolbar-gap" />
      <MarkTools editor={editor} onLink={onLink} />
      <span className="duplex-toolbar-gap" />
      {blockShortcuts.map(([kind, shortcut]) => (
        <BlockButton key={kind} editor={editor} kind={kind} shortcut={shortcut} />
      ))}
    </>
  )
}

const historyTools = {
  undo: { icon: IconArrowBackUp, shortcut: 'Mod+Z', stack: 'undoStack' },
  redo: { icon: IconArrowForwardUp, shortcut: 'Mod+Shift+Z', stack: 'redoStack' },
} as const

const HistoryButton = memo(function HistoryButton({
  editor,
  direction,
}: {
  editor: Editor
  direction: 'undo' | 'redo'
}) {
  const t = useTranslations('editor.toolbar')
  const { icon, shortcut, stack } = historyTools[direction]
  const isPossible = useEditorState({
    editor,
    selector: () => (yUndoPluginKey.getState(editor.state)?.undoManager[stack].length ?? 0) > 0,
  })
  const run = () => (direction === 'undo' ? editor.chain().focus().undo().run() : editor.chain().focus().redo().run())
  return <ToolButton label={t(direction)} icon={icon} shortcut={shortcut} disabled={!isPossible} onClick={run} />
})

const BlockButton = memo(function BlockButton({
  editor,
  kind,
  shortcut,
}: {
  editor: Editor
  kind: BlockKind
  shortcut: string | undefined
}) {
  const t = useTranslations('editor.blocks')
  const isActive = useEditorState({ editor, selector: () => isBlockActive(editor, kind) })
  return (
    <ToolButton
      label={t(kind)}
      icon={blockIcons[kind]}
      shortcut={shortcut}
      pressed={kind === 'horizontalRule' ? undefined : isActive}
      disabled={kind === 'table' && isActive}
      onClick={() => toggleBlock(editor.chain().focus(), kind).run()}
    />
  )
})
