'use client'

import type { Role } from '@duplex/protocol'
import { ActionIcon, Button, Menu } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { useTranslations } from 'next-intl'
import type { MemberView } from '../api/views.ts'
import classes from './member-actions.module.css'
import { RoleSelect } from './role-select.tsx'

/** What needs a second word before it happens. */
export type MemberAct = 'remove' | 'leave' | 'transfer'

type MemberActionsProps = {
  member: MemberView
  isSelf: boolean
  mayManage: boolean
  onRole: (role: Role) => void
  onAsk: (act: MemberAct) => void
}

export function MemberActions({ member, isSelf, mayManage, onRole, onAsk }: MemberActionsProps) {
  const t = useTranslations('share')
  const roleNames = useTranslations('roles')
  const { name } = member
  if (mayManage && !isSelf) {
    return (
      <div className={classes.actions}>
        <RoleSelect hiddenLabel={t('roleOf', { name })} value={member.role} onChange={onRole} />
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon aria-label={t('actionsFor', { name })}>
              <IconDots size={18} stroke={1.6} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => onAsk('transfer')}>{t('transfer')}</Menu.Item>
            <Menu.Item color="danger" onClick={() => onAsk('remove')}>
              {t('remove')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </div>
    )
  }
  return (
    <div className={classes.actions}>
      <span className={classes.role}>{roleNames(member.role)}</span>
      {isSelf && member.role !== 'owner' && (
        <Button variant="subtle" color="danger" size="compact-md" onClick={() => onAsk('leave')}>
          {t('leave')}
        </Button>
      )}
    </div>
  )
}
