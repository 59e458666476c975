'use client'

import { Button } from '@mantine/core'
import { hideNotification, showNotification } from '@mantine/notifications'
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
  return useMemo(
    () => ({
      done(message: string, action?: Action) {
        show(message, action === undefined ? messageMs : messageWithActionMs, action)
      },
      /** Stays until somebody takes it away. */
      standing(message: string, action: Action) {
        show(message, false, action)
      },
      failure(error: unknown) {
        showNotification({ message: errorText(error), color: 'danger', autoClose: messageWithActionMs, role: 'alert' })
      },
    }),
    [errorText],
  )
}

function show(message: string, autoClose: number | false, action: Action | undefined): void {
  const id = showNotification({
    autoClose,
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
