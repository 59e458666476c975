import type { Editor } from '@tiptap/core'
import { useEditor } from '@tiptap/react'
import { useEffect, useMemo, useRef } from 'react'
import { useTranslations } from 'use-intl'
import type { Replica } from '../client/open-document.ts'
import { type BlockKind, blockKinds } from '../editing/blocks.ts'
import { editorExtensions } from '../editing/editor-extensions.ts'
import type { KeyHandlers } from '../editing/keys.ts'
import { createSlashMenu, type SlashMenu } from '../editing/slash-menu.ts'

export type LiveEditorOptions = { replica: Replica; isEditable: boolean; label: string; keys: KeyHandlers }

/** The editor on a replica; another replica makes another editor. */
export function useLiveEditor({ replica, isEditable, label, keys }: LiveEditorOptions): {
  editor: Editor | null
  menu: SlashMenu
} {
  const t = useTranslations('editor')
  const menu = useSlashMenu()
  const latest = useRef(keys)
  latest.current = keys
  const extensions = useMemo(
    () =>
      editorExtensions({
        replica,
        slashMenu: menu.extension,
        keys: { onLink: () => latest.current.onLink(), onToolbar: () => latest.current.onToolbar() },
        taskLabel: (text) => (text === '' ? t('page.taskEmpty') : t('page.task', { text })),
        streamLabel: (name) => t('people.stream', { name }),
      }),
    [replica, menu, t],
  )
  const attributes = useMemo(() => attributesOf(label, isEditable, t('page.placeholder')), [label, isEditable, t])
  const editor = useEditor(
    {
      extensions,
      immediatelyRender: false,
      // Security: the page's policy allows no style elements but its own; document.css has the rules.
      injectCSS: false,
      shouldRerenderOnTransaction: false,
      editable: isEditable,
      editorProps: { attributes },
    },
    [extensions],
  )
  useEffect(() => {
    if (editor !== null && editor.isEditable !== isEditable) editor.setEditable(isEditable, false)
  }, [editor, isEditable])
  return { editor, menu }
}

/** A text box to those who may write, and plain reading to those who may not. */
function attributesOf(label: string, isEditable: boolean, placeholder: string): Record<string, string> {
  return {
    class: 'duplex-document',
    'data-testid': 'editor',
    'aria-label': label,
    ...(isEditable
      ? { role: 'textbox', 'aria-multiline': 'true', style: `--placeholder: ${JSON.stringify(placeholder)}` }
      : { role: 'article', tabindex: '0' }),
  }
}

function useSlashMenu(): SlashMenu {
  const t = useTranslations('editor')
  return useMemo(
    () =>
      createSlashMenu((query) => {
        const asked = query.toLocaleLowerCase()
        const ranked = blockKinds.map(
          (kind) => [kind, rankOf(asked, t(`blocks.${kind}`), t(`keywords.${kind}`))] as const,
        )
        return ranked
          .filter(([, rank]) => rank < 3)
          .sort(([, a], [, b]) => a - b)
          .map(([kind]): BlockKind => kind)
      }),
    [t],
  )
}

/** 0: the name begins so · 1: a word begins so · 2: it is somewhere inside · 3: no match. */
function rankOf(asked: string, name: string, keywords: string): number {
  const [lowerName, lowerWords] = [name.toLocaleLowerCase(), keywords.toLocaleLowerCase()]
  if (lowerName.startsWith(asked)) return 0
  if (`${lowerName} ${lowerWords}`.split(/\s+/).some((word) => word.startsWith(asked))) return 1
  return lowerName.includes(asked) ? 2 : 3
}
