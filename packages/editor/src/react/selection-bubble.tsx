import { IconExternalLink, IconLinkOff, IconPencil } from '@tabler/icons-react'
import { type Editor, posToDOMRect } from '@tiptap/core'
import { TextSelection } from '@tiptap/pm/state'
import { useEditorState } from '@tiptap/react'
import { useEffect, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { safeHref } from '../schema/safe-href.ts'
import { LinkForm } from './link-form.tsx'
import { MarkTools } from './mark-tools.tsx'
import { ToolButton } from './tool-button.tsx'
import { useFloating } from './use-floating.ts'
import { useFocusWithin } from './use-focus-within.ts'
import { useRovingFocus } from './use-roving-focus.ts'

export type SelectionBubbleProps = { editor: Editor; isLinking: boolean; onLinking: (isLinking: boolean) => void }

/** Marks for a selection, and the address of the link that the caret is in. */
export function SelectionBubble({ editor, isLinking, onLinking }: SelectionBubbleProps) {
  const t = useTranslations('editor.bubble')
  const roving = useRovingFocus<HTMLDivElement>()
  const content = useBubbleContent(editor)
  const isPointing = useIsPointing(editor)
  const hasFocus = useFocusWithin([editor.view.dom, roving.ref])
  const isOpen = isLinking || (content !== undefined && hasFocus && !isPointing)
  const anchor = useSelectionAnchor(editor)
  useFloating({
    editor,
    floating: roving.ref,
    anchor: isOpen ? anchor : undefined,
    placement: isCoarse() ? 'bottom' : 'top',
  })
  if (!isOpen) return null
  return (
    <div
      {...roving}
      className="duplex-floating duplex-bubble"
      role="toolbar"
      aria-label={t('label')}
      data-testid="bubble"
      onKeyDown={(event) => {
        if (event.key === 'Escape') editor.commands.focus()
        else if (!isLinking) roving.onKeyDown(event)
      }}
    >
      {isLinking ? (
        <LinkForm editor={editor} onDone={() => onLinking(false)} />
      ) : content === 'link' ? (
        <LinkTools editor={editor} onEdit={() => onLinking(true)} />
      ) : (
        <MarkTools editor={editor} onLink={() => onLinking(true)} />
      )}
    </div>
  )
}

function LinkTools({ editor, onEdit }: { editor: Editor; onEdit: () => void }) {
  const t = useTranslations('editor.link')
  const href = useEditorState({ editor, selector: () => safeHref(editor.getAttributes('link').href) })
  return (
    <>
      <span className="duplex-link-address">{href}</span>
      <ToolButton label={t('edit')} icon={IconPencil} onClick={onEdit} />
      <ToolButton
        label={t('open')}
        icon={IconExternalLink}
        disabled={href === undefined}
        onClick={() => window.open(href, '_blank', 'noopener,noreferrer')}
      />
      <ToolButton
        label={t('remove')}
        icon={IconLinkOff}
        onClick={() => editor.chain().focus().extendMarkRange('link').unsetLink().run()}
      />
    </>
  )
}

function useBubbleContent(editor: Editor): 'marks' | 'link' | undefined {
  return useEditorState({
    editor,
    selector: () => {
      const { selection, doc } = editor.state
      if (!(selection instanceof TextSelection) || editor.isActive('codeBlock')) return undefined
      if (selection.empty) return editor.isActive('link') ? 'link' : undefined
      return doc.textBetween(selection.from, selection.to).trim() === '' ? undefined : 'marks'
    },
  })
}

/** While a person still drags, the bubble would be in the way. */
function useIsPointing(editor: Editor): boolean {
  const [isPointing, setPointing] = useState(false)
  useEffect(() => {
    const { dom } = editor.view
    const start = () => setPointing(true)
    const end = () => setPointing(false)
    dom.addEventListener('pointerdown', start)
    document.addEventListener('pointerup', end)
    document.addEventListener('pointercancel', end)
    return () => {
      dom.removeEventListener('pointerdown', start)
      document.removeEventListener('pointerup', end)
      document.removeEventListener('pointercancel', end)
    }
  }, [editor])
  return isPointing
}

function useSelectionAnchor(editor: Editor) {
  const anchor = useRef({
    contextElement: editor.view.dom,
    getBoundingClientRect: () => {
      const { from, to } = editor.state.selection
      return posToDOMRect(editor.view, from, to)
    },
  })
  return anchor.current
}

/** A finger's own selection menu stands above the text. */
function isCoarse(): boolean {
  return window.matchMedia('(pointer: coarse)').matches
}
