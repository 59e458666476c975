'use client'

import { ActionIcon, UnstyledButton } from '@mantine/core'
import {
  IconBook2,
  IconFileText,
  IconFlask,
  IconLayoutSidebarLeftCollapse,
  IconPlus,
  IconServer2,
  IconStethoscope,
  IconTrash,
} from '@tabler/icons-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Wordmark } from '../brand/wordmark.tsx'
import { useCreateDocument } from '../documents/mutations.ts'
import { Avatar } from '../people/avatar.tsx'
import classes from './navigation.module.css'
import { RecentDocuments } from './recent-documents.tsx'
import { useSidebar } from './sidebar-state.tsx'

export type NavigationProps = {
  person: { id: string; name: string; isAdmin: boolean }
  onNavigate?: () => void
}

export function Navigation({ person, onNavigate }: NavigationProps) {
  const t = useTranslations('shell')
  const sidebar = useSidebar()
  return (
    <nav className={classes.navigation} aria-label={t('navigation')}>
      <div className={classes.head}>
        <Link href="/" className={classes.home} onClick={onNavigate}>
          <Wordmark />
        </Link>
        {onNavigate === undefined && (
          <ActionIcon aria-label={t('collapse')} onClick={() => sidebar?.setDocked(false)}>
            <IconLayoutSidebarLeftCollapse size={19} stroke={1.6} />
          </ActionIcon>
        )}
      </div>
      <div className={classes.places}>
        <NewDocument onCreated={onNavigate} />
        <Place href="/" icon={<IconFileText size={18} stroke={1.6} />} onNavigate={onNavigate}>
          {t('documents')}
        </Place>
        <Place href="/trash" icon={<IconTrash size={18} stroke={1.6} />} onNavigate={onNavigate}>
          {t('trash')}
        </Place>
      </div>
      <Wires isAdmin={person.isAdmin} onNavigate={onNavigate} />
      <RecentDocuments onNavigate={onNavigate} />
      <div className={classes.foot}>
        <Place href="/account" icon={<Avatar person={person} size={24} />} onNavigate={onNavigate}>
          {person.name}
        </Place>
      </div>
    </nav>
  )
}

/** What there is to see and learn about how the bytes travel. */
function Wires({ isAdmin, onNavigate }: { isAdmin: boolean; onNavigate?: () => void }) {
  const t = useTranslations('shell')
  return (
    <section className={classes.places} aria-label={t('wires')}>
      <p className={classes.heading} aria-hidden="true">
        {t('wires')}
      </p>
      <Place href="/guide" icon={<IconBook2 size={18} stroke={1.6} />} onNavigate={onNavigate}>
        {t('guide')}
      </Place>
      <Place href="/lab" icon={<IconFlask size={18} stroke={1.6} />} onNavigate={onNavigate}>
        {t('lab')}
      </Place>
      <Place href="/doctor" icon={<IconStethoscope size={18} stroke={1.6} />} onNavigate={onNavigate}>
        {t('doctor')}
      </Place>
      {isAdmin && (
        <Place href="/cluster" icon={<IconServer2 size={18} stroke={1.6} />} onNavigate={onNavigate}>
          {t('cluster')}
        </Place>
      )}
    </section>
  )
}

type PlaceProps = { href: string; icon: ReactNode; children: ReactNode; onNavigate?: () => void }

function Place({ href, icon, children, onNavigate }: PlaceProps) {
  const current = usePathname() === href
  return (
    <Link href={href} className={classes.place} aria-current={current ? 'page' : undefined} onClick={onNavigate}>
      {icon}
      <span className={classes.label}>{children}</span>
    </Link>
  )
}

function NewDocument({ onCreated }: { onCreated?: () => void }) {
  const t = useTranslations('list')
  const create = useCreateDocument(onCreated)
  return (
    <UnstyledButton
      className={classes.place}
      disabled={create.isPending}
      aria-busy={create.isPending}
      onClick={() => create.mutate()}
    >
      <IconPlus size={18} stroke={1.6} />
      <span className={classes.label}>{t('create')}</span>
    </UnstyledButton>
  )
}
