'use client'

import { Modal } from '@mantine/core'
import { useTranslations } from 'next-intl'
import type { DocumentView } from '../api/views.ts'
import { useTitleOf } from '../documents/title.ts'
import { InviteForm } from './invite-form.tsx'
import { MemberList } from './member-list.tsx'
import classes from './share-dialog.module.css'

type ShareDialogProps = { document: DocumentView; personId: string; opened: boolean; onClose: () => void }

export function ShareDialog({ document, personId, opened, onClose }: ShareDialogProps) {
  const t = useTranslations('share')
  const titleOf = useTitleOf()
  return (
    <Modal.Root opened={opened} onClose={onClose} size={560}>
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Body className={classes.body}>
          {/* Not Modal.Header: that is a second banner of the page. */}
          <div className={classes.head}>
            <Modal.Title className={classes.title}>{t('heading', { title: titleOf(document) })}</Modal.Title>
            <Modal.CloseButton aria-label={t('close')} />
          </div>
          {document.permissions.manageMembers ? (
            <InviteForm documentId={document.id} />
          ) : (
            <p className={classes.note}>{t('ownerOnly')}</p>
          )}
          <MemberList document={document} personId={personId} />
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}
