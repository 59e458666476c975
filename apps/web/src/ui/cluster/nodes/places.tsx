import Link from 'next/link'
import { useTranslations } from 'next-intl'
import type { NodeView } from '../../api/views.ts'
import { Avatar } from '../../people/avatar.tsx'
import classes from './places.module.css'

type Place = NodeView['places'][number]

/** Who is in which document of a node. */
export function Places({ places }: { places: readonly Place[] }) {
  const t = useTranslations('cluster')
  if (places.length === 0) return <p className={classes.nobody}>{t('nobody')}</p>
  return (
    <ul className={classes.places}>
      {places.map((place) => (
        <li key={place.documentId} className={classes.place}>
          <DocumentName id={place.documentId} title={place.title} />
          <ul className={classes.people}>
            {place.people.map((person) => (
              <Person key={person.userId} person={person} />
            ))}
            {place.peopleCount > place.people.length && (
              <li className={classes.person}>{t('more', { count: place.peopleCount - place.people.length })}</li>
            )}
          </ul>
        </li>
      ))}
    </ul>
  )
}

function Person({ person }: { person: Place['people'][number] }) {
  const t = useTranslations('cluster')
  const name = person.name ?? t('gone')
  return (
    <li className={classes.person}>
      <Avatar person={{ id: person.userId, name }} size={22} />
      <span>{name}</span>
      {person.connections > 1 && (
        <span className={classes.times} title={t('times', { count: person.connections })}>
          ×{person.connections}
        </span>
      )}
    </li>
  )
}

/** Its title to a member, and only its id to an administrator who is none. */
export function DocumentName({ id, title }: { id: string; title: string | null }) {
  const t = useTranslations('cluster')
  if (title !== null) return <Link href={`/documents/${id}`}>{title}</Link>
  return (
    <span className={classes.hidden}>
      {t('hidden')} <code title={id}>{id.slice(-8)}</code>
    </span>
  )
}
