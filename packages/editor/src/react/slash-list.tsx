import type { Editor } from '@tiptap/core'
import { useEffect, useId } from 'react'
import { createPortal } from 'react-dom'
import { useTranslations } from 'use-intl'
import type { SlashMenu } from '../editing/slash-menu.ts'
import { blockIcons } from './block-icons.ts'
import { useStore } from './use-store.ts'

/** The list behind `/`. The text keeps the focus; screen readers follow `aria-activedescendant`. */
export function SlashList({ editor, menu }: { editor: Editor; menu: SlashMenu }) {
  const t = useTranslations('editor')
  const id = useId()
  const view = useStore(menu.view)
  const selectedId = view && `${id}-${view.kinds[view.selected]}`
  useListboxOf(editor, id, selectedId)
  if (view === undefined) return null
  return createPortal(
    <div className="duplex-slash" id={id} role="listbox" aria-label={t('slash.label')} data-testid="slash-menu">
      {view.kinds.map((kind, index) => {
        const Icon = blockIcons[kind]
        return (
          // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the text, as the pattern asks
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled in the text
          <div
            key={kind}
            id={`${id}-${kind}`}
            className="duplex-slash-item"
            role="option"
            aria-selected={index === view.selected}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => menu.choose(kind)}
          >
            <Icon size={18} stroke={1.75} aria-hidden="true" />
            {t(`blocks.${kind}`)}
          </div>
        )
      })}
    </div>,
    menu.element,
  )
}

/** Ties the text to the open list. */
function useListboxOf(editor: Editor, listId: string, selectedId: string | undefined): void {
  useEffect(() => {
    const { dom } = editor.view
    if (selectedId === undefined) return
    dom.setAttribute('aria-controls', listId)
    dom.setAttribute('aria-activedescendant', selectedId)
    document.getElementById(selectedId)?.scrollIntoView({ block: 'nearest' })
    return () => {
      dom.removeAttribute('aria-controls')
      dom.removeAttribute('aria-activedescendant')
    }
  }, [editor, listId, selectedId])
}
