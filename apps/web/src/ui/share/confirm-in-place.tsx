'use client'

import { Button, FocusTrap } from '@mantine/core'
import { useTranslations } from 'next-intl'
import classes from './confirm-in-place.module.css'

type ConfirmInPlaceProps = {
  text: string
  action: string
  danger: boolean
  busy: boolean
  onConfirm: () => void
  onCancel: () => void
}

/** A question under the row that it is about, instead of a dialog on top of a dialog. */
export function ConfirmInPlace({ text, action, danger, busy, onConfirm, onCancel }: ConfirmInPlaceProps) {
  const t = useTranslations('share')
  return (
    <FocusTrap active>
      <fieldset
        className={classes.question}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          // The dialog around it stays open.
          event.stopPropagation()
          onCancel()
        }}
      >
        <legend className={classes.text}>{text}</legend>
        <Button color={danger ? 'danger' : 'socket'} loading={busy} onClick={onConfirm}>
          {action}
        </Button>
        <Button variant="subtle" data-autofocus onClick={onCancel}>
          {t('cancel')}
        </Button>
      </fieldset>
    </FocusTrap>
  )
}
