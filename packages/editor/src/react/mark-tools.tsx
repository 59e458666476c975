import { IconBold, IconCode, IconItalic, IconLink, type IconProps, IconStrikethrough } from '@tabler/icons-react'
import type { ChainedCommands, Editor } from '@tiptap/core'
import { useEditorState } from '@tiptap/react'
import { type ComponentType, memo } from 'react'
import { useTranslations } from 'use-intl'
import { ToolButton } from './tool-button.tsx'

type MarkTool = {
  mark: 'bold' | 'italic' | 'strike' | 'code'
  icon: ComponentType<IconProps>
  shortcut: string
  toggle: (chain: ChainedCommands) => ChainedCommands
}

const markTools: readonly MarkTool[] = [
  { mark: 'bold', icon: IconBold, shortcut: 'Mod+B', toggle: (chain) => chain.toggleBold() },
  { mark: 'italic', icon: IconItalic, shortcut: 'Mod+I', toggle: (chain) => chain.toggleItalic() },
  { mark: 'strike', icon: IconStrikethrough, shortcut: 'Mod+Shift+S', toggle: (chain) => chain.toggleStrike() },
  { mark: 'code', icon: IconCode, shortcut: 'Mod+E', toggle: (chain) => chain.toggleCode() },
]

/** Bold, italic, strikethrough, code, link: the same in the toolbar and over a selection. */
export function MarkTools({ editor, onLink }: { editor: Editor; onLink: () => void }) {
  return (
    <>
      {markTools.map((tool) => (
        <MarkButton key={tool.mark} editor={editor} tool={tool} />
      ))}
      <LinkButton editor={editor} onLink={onLink} />
    </>
  )
}

/** Each button watches its own mark: a key press renders none of them. */
const MarkButton = memo(function MarkButton({ editor, tool }: { editor: Editor; tool: MarkTool }) {
  const t = useTranslations('editor.toolbar')
  const state = useMarkState(editor, tool.mark)
  return (
    <ToolButton
      label={t(tool.mark)}
      icon={tool.icon}
      shortcut={tool.shortcut}
      pressed={state === 'on'}
      disabled={state === 'impossible'}
      onClick={() => tool.toggle(editor.chain().focus()).run()}
    />
  )
})

function LinkButton({ editor, onLink }: { editor: Editor; onLink: () => void }) {
  const t = useTranslations('editor.toolbar')
  const state = useMarkState(editor, 'link')
  return (
    <ToolButton
      label={t('link')}
      icon={IconLink}
      shortcut="Mod+K"
      pressed={state === 'on'}
      disabled={state === 'impossible'}
      onClick={onLink}
    />
  )
}

function useMarkState(editor: Editor, mark: string): 'on' | 'off' | 'impossible' {
  return useEditorState({
    editor,
    selector: () => {
      if (editor.isActive('codeBlock')) return 'impossible'
      return editor.isActive(mark) ? 'on' : 'off'
    },
  })
}
