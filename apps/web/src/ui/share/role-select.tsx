'use client'

import { type Role, roles } from '@duplex/protocol'
import { NativeSelect } from '@mantine/core'
import { useTranslations } from 'next-intl'
import classes from './role-select.module.css'

type RoleSelectProps = {
  /** Undefined: the label is only for those who listen. */
  label?: string
  hiddenLabel?: string
  value: Role
  onChange: (role: Role) => void
}

/** Every role but the owner's, which is handed over and not given. */
export function RoleSelect({ label, hiddenLabel, value, onChange }: RoleSelectProps) {
  const t = useTranslations('roles')
  const choices = roles.filter((role) => role !== 'owner')
  return (
    <NativeSelect
      className={classes.select}
      label={label}
      aria-label={hiddenLabel}
      variant={label === undefined ? 'unstyled' : 'default'}
      value={value}
      onChange={(event) => {
        const chosen = choices.find((role) => role === event.currentTarget.value)
        if (chosen !== undefined) onChange(chosen)
      }}
      data={choices.map((role) => ({ value: role, label: t(role) }))}
    />
  )
}
