import { mayWrite, type Role } from '@duplex/protocol'
import { EditorContent } from '@tiptap/react'
import { memo, type ReactNode, type RefObject, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { isEditable as isStatusEditable } from '../client/document-status.ts'
import type { OpenDocument, Replica } from '../client/open-document.ts'
import { BlockControls } from './block-controls.tsx'
import { SelectionBubble } from './selection-bubble.tsx'
import { SlashList } from './slash-list.tsx'
import { Toolbar } from './toolbar.tsx'
import { useLiveEditor } from './use-live-editor.ts'
import { useSelected, useStore } from './use-store.ts'
import { WordCount } from './word-count.tsx'

export type DocumentEditorProps = {
  document: OpenDocument | undefined
  /** What the page knows of the person's role before the server has spoken. */
  role: Role
  /** The document's text as safe HTML (`contentOf(…, 'html')`), shown until the live text is there. */
  initialHtml?: string
  /** The document's title, for the accessible name of its text. */
  label: string
}

/**
 * The page that people write on, with the controls around it. Remembered, because a page that watches the status
 * renders several times with every key.
 */
export const DocumentEditor = memo(function DocumentEditor(props: DocumentEditorProps) {
  const { document, role, initialHtml, label } = props
  const replica = useStore(document?.replica)
  const isEditable = useSelected(document?.status, isStatusEditable) ?? mayWrite(role)
  const initial = <InitialText html={initialHtml} />
  return (
    <div className="duplex-editor" data-editable={isEditable}>
      {replica === undefined ? (
        <div className="duplex-frame">
          {isEditable && <Toolbar editor={null} onLink={() => undefined} />}
          <div className="duplex-page">{initial}</div>
        </div>
      ) : (
        <LiveEditor replica={replica} isEditable={isEditable} label={label} initial={initial} />
      )}
    </div>
  )
})

function InitialText({ html }: { html: string | undefined }) {
  const t = useTranslations('editor.page')
  if (html === undefined) return <p className="duplex-opening">{t('opening')}</p>
  return (
    <article
      className="duplex-document"
      data-testid="initial-text"
      // Security: written by to-html.ts, which escapes everything.
      dangerouslySetInnerHTML={{ __html: html }}
    />
  )
}

type LiveEditorProps = { replica: Replica; isEditable: boolean; label: string; initial: ReactNode }

function LiveEditor({ replica, isEditable, label, initial }: LiveEditorProps) {
  const t = useTranslations('editor.page')
  const frame = useRef<HTMLDivElement>(null)
  const [isLinking, setLinking] = useState(false)
  const name = label.trim() === '' ? t('labelUntitled') : t('label', { title: label })
  const keys = { onLink: () => setLinking(true), onToolbar: () => focusControls(frame) }
  const { editor, menu } = useLiveEditor({ replica, isEditable, label: name, keys })
  return (
    <div ref={frame} className="duplex-frame">
      {isEditable && <Toolbar editor={editor} onLink={keys.onLink} />}
      {editor === null ? (
        <div className="duplex-page">{initial}</div>
      ) : (
        <EditorContent editor={editor} className="duplex-page" />
      )}
      {editor !== null && isEditable && (
        <>
          <SelectionBubble editor={editor} isLinking={isLinking} onLinking={setLinking} />
          <BlockControls editor={editor} />
          <SlashList editor={editor} menu={menu} />
        </>
      )}
      {editor !== null && (
        <footer className="duplex-foot">
          <WordCount editor={editor} />
        </footer>
      )}
    </div>
  )
}

/** To the controls of the block, if it has some; from there, or without any, to the toolbar. */
function focusControls(frame: RefObject<HTMLDivElement | null>): void {
  const toolbars = [...(frame.current?.querySelectorAll<HTMLElement>('[role="toolbar"]') ?? [])]
  const nearest = toolbars.at(-1)
  nearest?.querySelector<HTMLElement>('[tabindex="0"]')?.focus()
}
