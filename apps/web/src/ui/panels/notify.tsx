'use client'

import { Button } from '@mantine/core'
import { hideNotification, showNotification } from '@mantine/notifications'
import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { useErrorText } from './error-text.ts'
import classes from './notify.module.css'

/** How long a message stays. With a way back it stays longer. */
const messageMs = 5_000
const messageWithActionMs = 10_000

type Action = { label: string; run: () => void }

/** Short messages at the edge of the page, read out politely. */
export function useNotify() {
  const errorText = useErrorText()
  const t = useTranslations('shell')
  return useMemo(
    () => ({
      done(message: string, action?: Action) {
        show({ message, close: t('close'), autoClose: action === undefined ? messageMs : messageWithActionMs, action })
      },
      /** Stays until somebody takes it away. */
      standing(message: string, action: Action) {
        show({ message, close: t('close'), autoClose: false, action })
      },
      failure(error: unknown) {
        showNotification({
          message: errorText(error),
          color: 'danger',
          autoClose: messageWithActionMs,
          role: 'alert',
          closeButtonProps: { 'aria-label': t('close') },
        })
      },
    }),
    [errorText, t],
  )
}

type Shown = { message: string; close: string; autoClose: number | false; action: Action | undefined }

/** `close`: what the button is called that takes it away. */
function show({ message, close, autoClose, action }: Shown): void {
  const id = showNotification({
    autoClose,
    closeButtonProps: { 'aria-label': close },
    message: <Message text={message} action={action} onAct={() => hideNotification(id)} />,
  })
}

function Message({ text, action, onAct }: { text: string; action?: Action; onAct: () => void }) {
  return (
    <span className={classes.message}>
      <span>{text}</span>
      {action !== undefined && (
        <Button
          variant="subtle"
          size="compact-sm"
          onClick={() => {
            action.run()
            onAct()
          }}
        >
          {action.label}
        </Button>
      )}
    </span>
  )
}
