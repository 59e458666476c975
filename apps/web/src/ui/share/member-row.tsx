'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { MemberView } from '../api/views.ts'
import { Avatar } from '../people/avatar.tsx'
import { ConfirmInPlace } from './confirm-in-place.tsx'
import { type MemberAct, MemberActions } from './member-actions.tsx'
import classes from './member-row.module.css'
import type { useMemberChanges } from './use-members.ts'

type MemberRowProps = {
  member: MemberView
  isSelf: boolean
  mayManage: boolean
  changes: ReturnType<typeof useMemberChanges>
}

export function MemberRow({ member, isSelf, mayManage, changes }: MemberRowProps) {
  const t = useTranslations('share')
  const [asking, setAsking] = useState<MemberAct>()
  const { name } = member
  const leave = () => changes.removal.mutate(member, { onSuccess: () => window.location.assign('/') })
  const questions = {
    remove: {
      text: t('removeConfirm', { name }),
      action: t('remove'),
      danger: true,
      run: () => changes.removal.mutate(member),
    },
    leave: { text: t('leaveConfirm'), action: t('leave'), danger: true, run: leave },
    transfer: {
      text: t('transferConfirm', { name }),
      action: t('transferAction'),
      danger: false,
      run: () => changes.role.mutate({ member, role: 'owner' }),
    },
  }
  const question = asking === undefined ? undefined : questions[asking]
  return (
    <div className={classes.row}>
      <Avatar person={{ id: member.userId, name }} size={32} />
      <div className={classes.text}>
        <p className={classes.name}>
          {name} {isSelf && <span className={classes.self}>({t('you')})</span>}
        </p>
        {member.email !== null && <p className={classes.email}>{member.email}</p>}
      </div>
      <MemberActions
        member={member}
        isSelf={isSelf}
        mayManage={mayManage}
        onRole={(role) => changes.role.mutate({ member, role })}
        onAsk={setAsking}
      />
      {question !== undefined && (
        <ConfirmInPlace
          text={question.text}
          action={question.action}
          danger={question.danger}
          busy={changes.removal.isPending || changes.role.isPending}
          onConfirm={() => {
            question.run()
            setAsking(undefined)
          }}
          onCancel={() => setAsking(undefined)}
        />
      )}
    </div>
  )
}
