import { roles } from '@duplex/protocol'
import { UnstyledButton } from '@mantine/core'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import type { AuditEventView } from '../../api/views.ts'
import { When } from '../../panels/when.tsx'
import { DocumentName } from '../nodes/places.tsx'
import type { ChosenPerson } from './event-filter.tsx'
import classes from './event-list.module.css'

type EventRowProps = { event: AuditEventView; onPerson: (person: ChosenPerson) => void }

/** Something that happened: who did what to whom, and where, when and from which address. */
export function EventRow({ event, onPerson }: EventRowProps) {
  const t = useTranslations('cluster')
  const { person, subject, document, address, via } = event
  const who = via === 'command' ? t('byCommand') : t('somebody')
  const facts: ReactNode[] = [
    document !== null && <DocumentName key="document" id={document.id} title={document.title} />,
    event.detail !== null && <Detail key="detail" text={event.detail} />,
    address !== null && t('from', { address }),
    via === 'command' && person !== null && t('byCommand'),
  ].filter((fact) => fact !== false)
  return (
    <li className={classes.event}>
      <p className={classes.what}>
        <span className={classes.kind} data-kind={event.kind}>
          {t(`kinds.${event.kind}`)}
        </span>
        {person === null ? who : <PersonButton person={person} onPerson={onPerson} />}
        {subject !== null && (
          <>
            <span aria-hidden="true">→</span>
            <PersonButton person={subject} onPerson={onPerson} />
          </>
        )}
        <span className={classes.when}>
          <When at={event.at} label={t('at')} />
        </span>
      </p>
      {facts.length > 0 && (
        <ul className={classes.facts}>
          {facts.map((fact, i) => (
            <li key={i}>{fact}</li>
          ))}
        </ul>
      )}
    </li>
  )
}

function PersonButton({ person, onPerson }: { person: ChosenPerson; onPerson: (person: ChosenPerson) => void }) {
  const t = useTranslations('cluster')
  const name = person.name ?? t('gone')
  return (
    <UnstyledButton className={classes.person} title={t('onlyOf', { name })} onClick={() => onPerson(person)}>
      {name}
    </UnstyledButton>
  )
}

/** A role in the reader's words; anything else as it is. */
function Detail({ text }: { text: string }) {
  const t = useTranslations('roles')
  const role = roles.find((known) => known === text)
  return role === undefined ? <code>{text}</code> : t(role)
}
