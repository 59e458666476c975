import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconBold,
  IconCode,
  IconItalic,
  IconLink,
  IconStrikethrough,
} from '@tabler/icons-react'
import type { Editor } from '@tiptap/core'
import { useEditorState } from '@tiptap/react'
import { yUndoPluginKey } from '@tiptap/y-tiptap'
import { useTranslations } from 'use-intl'
import { type BlockKind, isBlockActive, toggleBlock } from '../editing/blocks.ts'
import { blockIcons } from './block-icons.ts'
import { StyleMenu } from './style-menu.tsx'
import { ToolButton } from './tool-button.tsx'
import { useRovingFocus } from './use-roving-focus.ts'

const blockTools: readonly { kind: BlockKind; shortcut?: string }[] = [
  { kind: 'bulletList', shortcut: 'Mod+Shift+8' },
  { kind: 'orderedList', shortcut: 'Mod+Shift+7' },
  { kind: 'taskList', shortcut: 'Mod+Shift+9' },
  { kind: 'blockquote', shortcut: 'Mod+Shift+B' },
  { kind: 'codeBlock', shortcut: 'Mod+Alt+C' },
  { kind: 'table' },
  { kind: 'horizontalRule' },
]

/** Undo, text style, marks and blocks; one line that scrolls sideways where it does not fit. */
export function Toolbar({ editor, onLink }: { editor: Editor | null; onLink: () => void }) {
  const t = useTranslations('editor')
  const roving = useRovingFocus<HTMLDivElement>()
  return (
    <div className="duplex-toolbar" role="toolbar" aria-label={t('toolbar.label')} data-testid="toolbar" {...roving}>
      {editor === null ? <div className="duplex-toolbar-space" /> : <Tools editor={editor} onLink={onLink} />}
    </div>
  )
}

function Tools({ editor, onLink }: { editor: Editor; onLink: () => void }) {
  return (
    <>
      <HistoryTools editor={editor} />
      <span className="duplex-toolbar-gap" />
      <StyleMenu editor={editor} />
      <span className="duplex-toolbar-gap" />
      <MarkTools editor={editor} onLink={onLink} />
      <span className="duplex-toolbar-gap" />
      <BlockTools editor={editor} />
    </>
  )
}

function HistoryTools({ editor }: { editor: Editor }) {
  const t = useTranslations('editor.toolbar')
  const can = useEditorState({
    editor,
    selector: () => {
      const manager = yUndoPluginKey.getState(editor.state)?.undoManager
      return { undo: (manager?.undoStack.length ?? 0) > 0, redo: (manager?.redoStack.length ?? 0) > 0 }
    },
  })
  return (
    <>
      <ToolButton
        label={t('undo')}
        icon={IconArrowBackUp}
        shortcut="Mod+Z"
        disabled={!can.undo}
        onClick={() => editor.chain().focus().undo().run()}
      />
      <ToolButton
        label={t('redo')}
        icon={IconArrowForwardUp}
        shortcut="Mod+Shift+Z"
        disabled={!can.redo}
        onClick={() => editor.chain().focus().redo().run()}
      />
    </>
  )
}

/** Bold, italic, strikethrough, code, link: the same in the toolbar and over a selection. */
export function MarkTools({ editor, onLink }: { editor: Editor; onLink: () => void }) {
  const t = useTranslations('editor.toolbar')
  const active = useEditorState({
    editor,
    selector: () => ({
      bold: editor.isActive('bold'),
      italic: editor.isActive('italic'),
      strike: editor.isActive('strike'),
      code: editor.isActive('code'),
      link: editor.isActive('link'),
      isPlain: editor.isActive('codeBlock'),
    }),
  })
  const chain = () => editor.chain().focus()
  const shared = { disabled: active.isPlain }
  return (
    <>
      <ToolButton
        {...shared}
        label={t('bold')}
        icon={IconBold}
        shortcut="Mod+B"
        pressed={active.bold}
        onClick={() => chain().toggleBold().run()}
      />
      <ToolButton
        {...shared}
        label={t('italic')}
        icon={IconItalic}
        shortcut="Mod+I"
        pressed={active.italic}
        onClick={() => chain().toggleItalic().run()}
      />
      <ToolButton
        {...shared}
        label={t('strike')}
        icon={IconStrikethrough}
        shortcut="Mod+Shift+S"
        pressed={active.strike}
        onClick={() => chain().toggleStrike().run()}
      />
      <ToolButton
        {...shared}
        label={t('code')}
        icon={IconCode}
        shortcut="Mod+E"
        pressed={active.code}
        onClick={() => chain().toggleCode().run()}
      />
      <ToolButton
        {...shared}
        label={t('link')}
        icon={IconLink}
        shortcut="Mod+K"
        pressed={active.link}
        onClick={onLink}
      />
    </>
  )
}

function BlockTools({ editor }: { editor: Editor }) {
  const t = useTranslations('editor.blocks')
  const active = useEditorState({
    editor,
    selector: () => blockTools.map(({ kind }) => isBlockActive(editor, kind)),
  })
  return blockTools.map(({ kind, shortcut }, index) => (
    <ToolButton
      key={kind}
      label={t(kind)}
      icon={blockIcons[kind]}
      shortcut={shortcut}
      pressed={kind === 'horizontalRule' ? undefined : active[index]}
      disabled={kind === 'table' && active[index] === true}
      onClick={() => toggleBlock(editor.chain().focus(), kind).run()}
    />
  ))
}
