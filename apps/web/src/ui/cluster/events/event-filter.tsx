import { Button, NativeSelect } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useTranslations } from 'next-intl'
import type { AuditEventView } from '../../api/views.ts'
import { type EventKind, eventKinds } from './event-kinds.ts'
import classes from './event-list.module.css'

export type ChosenPerson = { id: string; name: string | null }
export type ChosenFilter = { kind: EventKind | undefined; person: ChosenPerson | undefined }

export const everything: ChosenFilter = { kind: undefined, person: undefined }

type EventFilterProps = { filter: ChosenFilter; onChange: (filter: ChosenFilter) => void }

/** Which events are shown. A person is chosen by their name in the list. */
export function EventFilter({ filter, onChange }: EventFilterProps) {
  const t = useTranslations('cluster')
  const options = eventKinds.map((kind) => ({ value: kind, label: t(`kinds.${kind}`) }))
  const choose = (value: string) => {
    const kind: AuditEventView['kind'] | undefined = eventKinds.find((known) => known === value)
    onChange({ ...filter, kind })
  }
  return (
    <div className={classes.filter}>
      <NativeSelect
        label={t('filter.kind')}
        value={filter.kind ?? ''}
        data={[{ value: '', label: t('filter.all') }, ...options]}
        onChange={(event) => choose(event.currentTarget.value)}
      />
      {filter.person !== undefined && (
        <Button
          variant="light"
          rightSection={<IconX size={16} aria-hidden="true" />}
          aria-label={t('filter.clear')}
          onClick={() => onChange({ ...filter, person: undefined })}
        >
          {t('filter.person', { name: filter.person.name ?? t('gone') })}
        </Button>
      )}
    </div>
  )
}
