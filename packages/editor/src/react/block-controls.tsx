import { NativeSelect } from '@mantine/core'
import {
  IconColumnInsertLeft,
  IconColumnInsertRight,
  IconColumnRemove,
  IconCopy,
  type IconProps,
  IconRowInsertBottom,
  IconRowInsertTop,
  IconRowRemove,
  IconTableOff,
  IconTableRow,
} from '@tabler/icons-react'
import type { ChainedCommands, Editor } from '@tiptap/core'
import { useEditorState } from '@tiptap/react'
import type { ComponentType } from 'react'
import { useTranslations } from 'use-intl'
import { codeLanguages } from '../editing/code-languages.ts'
import { ToolButton } from './tool-button.tsx'
import { useFloating } from './use-floating.ts'
import { useFocusWithin } from './use-focus-within.ts'
import { useRovingFocus } from './use-roving-focus.ts'

/** Controls of the table or code block that the caret is in, above it. Alt+F10 moves the focus here. */
export function BlockControls({ editor }: { editor: Editor }) {
  const t = useTranslations('editor')
  const roving = useRovingFocus<HTMLDivElement>()
  const kind = useEditorState({
    editor,
    selector: () => (editor.isActive('codeBlock') ? 'code' : editor.isActive('table') ? 'table' : undefined),
  })
  const hasFocus = useFocusWithin([editor.view.dom, roving.ref])
  const isOpen = kind !== undefined && hasFocus
  useFloating({
    editor,
    floating: roving.ref,
    anchor: isOpen ? blockElementOf(editor) : undefined,
    placement: 'top-end',
  })
  if (!isOpen) return null
  return (
    <div
      {...roving}
      className="duplex-floating duplex-bubble"
      role="toolbar"
      aria-label={t(`${kind}.label`)}
      data-testid={`${kind}-controls`}
      onKeyDown={(event) => {
        if (event.key === 'Escape') editor.commands.focus()
        else roving.onKeyDown(event)
      }}
    >
      {kind === 'code' ? <CodeTools editor={editor} /> : <TableTools editor={editor} />}
    </div>
  )
}

/** The element of the innermost code block or table around the caret. */
function blockElementOf(editor: Editor): Element | undefined {
  const { $from } = editor.state.selection
  for (let depth = $from.depth; depth > 0; depth--) {
    const { name } = $from.node(depth).type
    const element = name === 'codeBlock' || name === 'table' ? editor.view.nodeDOM($from.before(depth)) : null
    if (element instanceof Element) return element
  }
  return undefined
}

type TableTool = { icon: ComponentType<IconProps>; run: (chain: ChainedCommands) => ChainedCommands }

const tableTools = [
  { name: 'rowAbove', icon: IconRowInsertTop, run: (chain) => chain.addRowBefore() },
  { name: 'rowBelow', icon: IconRowInsertBottom, run: (chain) => chain.addRowAfter() },
  { name: 'columnBefore', icon: IconColumnInsertLeft, run: (chain) => chain.addColumnBefore() },
  { name: 'columnAfter', icon: IconColumnInsertRight, run: (chain) => chain.addColumnAfter() },
  { name: 'headerRow', icon: IconTableRow, run: (chain) => chain.toggleHeaderRow() },
  { name: 'deleteRow', icon: IconRowRemove, run: (chain) => chain.deleteRow() },
  { name: 'deleteColumn', icon: IconColumnRemove, run: (chain) => chain.deleteColumn() },
  { name: 'deleteTable', icon: IconTableOff, run: (chain) => chain.deleteTable() },
] as const satisfies readonly (TableTool & { name: string })[]

function TableTools({ editor }: { editor: Editor }) {
  const t = useTranslations('editor.table')
  return tableTools.map(({ name, icon, run }) => (
    <ToolButton key={name} label={t(name)} icon={icon} onClick={() => run(editor.chain().focus()).run()} />
  ))
}

function CodeTools({ editor }: { editor: Editor }) {
  const t = useTranslations('editor.code')
  const language = useEditorState({ editor, selector: () => String(editor.getAttributes('codeBlock').language ?? '') })
  const isListed = language === '' || codeLanguages.some(([id]) => id === language)
  const copy = () => void navigator.clipboard?.writeText(editor.state.selection.$from.parent.textContent)
  return (
    <>
      <NativeSelect
        size="xs"
        aria-label={t('language')}
        value={language}
        data={[
          { value: '', label: t('plain') },
          ...(isListed ? [] : [{ value: language, label: language }]),
          ...codeLanguages.map(([value, label]) => ({ value, label })),
        ]}
        onChange={(event) => {
          const chosen = event.currentTarget.value
          editor.commands.updateAttributes('codeBlock', { language: chosen === '' ? null : chosen })
        }}
      />
      <ToolButton label={t('copy')} icon={IconCopy} onClick={copy} />
    </>
  )
}
