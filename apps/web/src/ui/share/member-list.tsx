'use client'

import { Skeleton } from '@mantine/core'
import { useTranslations } from 'next-intl'
import type { DocumentView } from '../api/views.ts'
import { FailurePanel } from '../panels/failure-panel.tsx'
import classes from './member-list.module.css'
import { MemberRow } from './member-row.tsx'
import { useMemberChanges, useMembers } from './use-members.ts'

export function MemberList({ document, personId }: { document: DocumentView; personId: string }) {
  const t = useTranslations('share')
  const members = useMembers(document.id)
  const changes = useMemberChanges(document.id)
  if (members.isPending) return <MemberSkeleton />
  if (members.data === undefined) return <FailurePanel error={members.error} retry={() => void members.refetch()} />
  return (
    <section aria-labelledby="members">
      <h3 id="members" className={classes.heading}>
        {t('members')}
      </h3>
      <ul className={classes.list}>
        {members.data.map((member) => (
          <li key={member.userId} className={classes.member}>
            <MemberRow
              member={member}
              isSelf={member.userId === personId}
              mayManage={document.permissions.manageMembers}
              changes={changes}
            />
          </li>
        ))}
      </ul>
    </section>
  )
}

function MemberSkeleton() {
  const t = useTranslations('share')
  return (
    <div role="status" aria-label={t('loading')}>
      <Skeleton height={14} width={130} mb={20} />
      <Skeleton height={32} width="80%" mb={16} />
      <Skeleton height={32} width="70%" />
    </div>
  )
}
