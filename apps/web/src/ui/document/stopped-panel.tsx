'use client'

import { type OpenDocument, pillKindOf } from '@duplex/editor/client'
import { useSelectedStatus } from '@duplex/editor/react'
import { Button } from '@mantine/core'
import { useTranslations } from 'next-intl'
import { useEffect } from 'react'
import { CopyTextButton } from './copy-text-button.tsx'
import { remedyOf, type StoppedKind, stoppedKindOf, toSignInHref } from './stopped.ts'
import classes from './stopped-panel.module.css'
import { endWriting } from './use-writing.ts'

/** Says in place why writing has stopped: what happened, what is safe, what to do. */
export function StoppedPanel({ open }: { open: OpenDocument }) {
  const t = useTranslations('stopped')
  const kind = useSelectedStatus(open, (status) => stoppedKindOf(pillKindOf(status)))
  useEffect(() => {
    if (kind !== undefined) endWriting()
  }, [kind])
  return (
    <div role="alert" className={classes.region}>
      {kind !== undefined && (
        <section className={classes.panel} aria-labelledby="stopped" data-testid="stopped-panel" data-kind={kind}>
          <h2 id="stopped" className={classes.title}>
            {t(`${kind}.title`)}
          </h2>
          <p className={classes.text}>{t(`${kind}.text`)}</p>
          <div className={classes.actions}>
            <CopyTextButton read={() => open.localCopy()} />
            <Remedy kind={kind} label={t(`${kind}.action`)} open={open} />
          </div>
        </section>
      )}
    </div>
  )
}

type RemedyProps = { kind: StoppedKind; label: string; open: OpenDocument }

/** Addresses, not routing: each of these wants a page made anew by the server. */
function Remedy({ kind, label, open }: RemedyProps) {
  const remedy = remedyOf(kind)
  switch (remedy) {
    case 'leave':
    case 'sign-in':
      return (
        <Button
          component="a"
          variant={remedy === 'sign-in' ? 'filled' : 'subtle'}
          href={remedy === 'sign-in' ? toSignInHref(open.documentId) : '/'}
        >
          {label}
        </Button>
      )
    case 'reload':
    case 'retry':
      return (
        <Button variant="subtle" onClick={() => (remedy === 'reload' ? window.location.reload() : open.reconnectNow())}>
          {label}
        </Button>
      )
  }
}
