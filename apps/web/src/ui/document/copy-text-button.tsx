'use client'

import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useNotify } from '../panels/notify.tsx'

/** Puts the text that this device holds on the clipboard, with its formatting where the browser can. */
export function CopyTextButton({ read }: { read: () => { text: string; html: string } }) {
  const t = useTranslations('stopped')
  const notify = useNotify()
  const copy = useMutation({
    mutationFn: async () => writeClipboard(read()),
    onError: () => notify.done(t('copyFailed')),
    networkMode: 'always',
  })
  return (
    <Button variant="default" onClick={() => copy.mutate()}>
      <span aria-live="polite">{copy.isSuccess ? t('copied') : t('copy')}</span>
    </Button>
  )
}

async function writeClipboard({ text, html }: { text: string; html: string }): Promise<void> {
  if (typeof ClipboardItem === 'undefined') return await navigator.clipboard.writeText(text)
  const item = new ClipboardItem({
    'text/plain': new Blob([text], { type: 'text/plain' }),
    'text/html': new Blob([html], { type: 'text/html' }),
  })
  await navigator.clipboard.write([item])
}
