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
        const id = showNotification({
          autoClose: action === undefined ? messageMs : messageWithActionMs,
          message: <Message text={message} action={action} onAct={() => hideNotification(id)} />,
        })
      },
      failure(error: unknown) {
        showNotification({ message: errorText(error), color: 'danger', autoClose: messageWithActionMs, role: 'alert' })
      },
    }),
    [errorText],
  )
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
