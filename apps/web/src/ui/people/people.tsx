'use client'

import { Tooltip } from '@mantine/core'
import { useFormatter, useTranslations } from 'next-intl'
import { Avatar } from './avatar.tsx'
import classes from './people.module.css'

/** How many faces are drawn; the rest is a number. */
const shown = 3

/** Everybody with access: a few faces, all known names in words. */
export function People({ people, count }: { people: { id: string; name: string }[]; count: number }) {
  const t = useTranslations('people')
  const format = useFormatter()
  const names = people.map((person) => person.name)
  const more = count - people.length
  const label = format.list(more > 0 ? [...names, t('others', { count: more })] : names)
  return (
    <Tooltip label={label} multiline maw={280}>
      <span className={classes.people} role="img" aria-label={label}>
        {people.slice(0, shown).map((person) => (
          <Avatar key={person.id} person={person} size={24} />
        ))}
        {count > shown && <span className={classes.more}>+{count - shown}</span>}
      </span>
    </Tooltip>
  )
}
