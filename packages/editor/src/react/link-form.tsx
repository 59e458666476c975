import { ActionIcon, TextInput } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import type { Editor } from '@tiptap/core'
import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { toHref } from '../schema/safe-href.ts'

/** The address of the selected link, edited in place. Without a selection, the address becomes the text. */
export function LinkForm({ editor, onDone }: { editor: Editor; onDone: () => void }) {
  const t = useTranslations('editor.link')
  const [typed, setTyped] = useState(String(editor.getAttributes('link').href ?? ''))
  const [isInvalid, setInvalid] = useState(false)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const href = typed.trim() === '' ? null : toHref(typed)
    if (href === undefined) return setInvalid(true)
    setLink(editor, href, typed.trim())
    onDone()
  }
  const cancel = () => {
    editor.commands.focus()
    onDone()
  }
  return (
    <form className="duplex-link-form" onSubmit={submit}>
      <TextInput
        size="xs"
        type="text"
        inputMode="url"
        autoFocus
        aria-label={t('field')}
        placeholder={t('placeholder')}
        value={typed}
        error={isInvalid && t('invalid')}
        onChange={(event) => {
          setTyped(event.currentTarget.value)
          setInvalid(false)
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') cancel()
        }}
      />
      <ActionIcon type="submit" variant="subtle" size={30} className="duplex-tool" aria-label={t('apply')}>
        <IconCheck size={18} stroke={1.75} aria-hidden="true" />
      </ActionIcon>
    </form>
  )
}

/** `href` null takes the link away. */
function setLink(editor: Editor, href: string | null, text: string): void {
  const chain = editor.chain().focus().extendMarkRange('link')
  if (href === null) chain.unsetLink().run()
  else if (editor.state.selection.empty && !editor.isActive('link')) {
    chain.insertContent({ type: 'text', text, marks: [{ type: 'link', attrs: { href } }] }).run()
  } else chain.setLink({ href }).run()
}
