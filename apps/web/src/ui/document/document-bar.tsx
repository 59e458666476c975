'use client'

import type { OpenDocument } from '@duplex/editor/client'
import { PeopleAvatars, StatusPill } from '@duplex/editor/react'
import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconUserPlus } from '@tabler/icons-react'
import dynamic from 'next/dynamic'
import { useTranslations } from 'next-intl'
import type { DocumentView } from '../api/views.ts'
import { ChaosSlot } from '../chaos/chaos-slot.tsx'
import { SidebarButton } from '../shell/sidebar-button.tsx'
import classes from './document-bar.module.css'
import { DocumentMenu } from './document-menu.tsx'
import type { DocumentWires } from './document-wires.ts'
import { toSignInHref } from './stopped.ts'
import { TitleField } from './title-field.tsx'

/** Loaded when it is opened: most readings of a document never share it. */
const ShareDialog = dynamic(() => import('../share/share-dialog.tsx').then((module) => module.ShareDialog))

type DocumentBarProps = {
  document: DocumentView
  open: OpenDocument | undefined
  wires: DocumentWires
  person: { id: string; name: string }
  onRename: (title: string) => void
  /** Shows what passes on the wire, or no longer. */
  onInspect: () => void
}

export function DocumentBar({ document, open, wires, person, onRename, onInspect }: DocumentBarProps) {
  const t = useTranslations('document')
  const [sharing, share] = useDisclosure(false)
  const mayRename = document.permissions.rename
  return (
    <header className={classes.bar}>
      <div className={classes.lead} data-recedes>
        <SidebarButton />
        {/* A field is no heading: the page's heading is here for those who listen. */}
        <h1 className={mayRename ? classes.heading : classes.title}>{document.title}</h1>
        {mayRename && <TitleField title={document.title} onRename={onRename} />}
      </div>
      <div className={classes.tools}>
        <div className={classes.people} data-recedes>
          <PeopleAvatars document={open} />
        </div>
        <ChaosSlot open={open} wires={wires} />
        <StatusPill document={open} signInHref={toSignInHref(document.id)} onInspect={onInspect} />
        <div className={classes.actions} data-recedes>
          <Button
            variant="default"
            className={classes.share}
            aria-label={t('share')}
            leftSection={<IconUserPlus size={17} stroke={1.6} />}
            onClick={share.open}
          >
            <span className={classes.shareText}>{t('share')}</span>
          </Button>
          <DocumentMenu document={document} onInspect={onInspect} />
        </div>
      </div>
      <ShareDialog document={document} personId={person.id} opened={sharing} onClose={share.close} />
    </header>
  )
}
