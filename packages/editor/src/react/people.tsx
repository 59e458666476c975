import { Avatar, Tooltip } from '@mantine/core'
import { memo, useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { OpenDocument } from '../client/open-document.ts'
import { type Person, readPeople } from '../editing/person.ts'
import { useStore } from './use-store.ts'

const maxShown = 4

/** Everybody else in the document, once each. Renders again only when somebody comes or goes. */
export function usePeople(document: OpenDocument | undefined): readonly Person[] {
  const awareness = useStore(document?.replica)?.awareness
  const [people, setPeople] = useState<readonly Person[]>([])
  useEffect(() => {
    if (awareness === undefined) return setPeople([])
    const update = () => {
      const next = readPeople(awareness)
      setPeople((shown) => (JSON.stringify(shown) === JSON.stringify(next) ? shown : next))
    }
    update()
    awareness.on('change', update)
    return () => awareness.off('change', update)
  }, [awareness])
  return people
}

/** Who is here, as initials in the colour of their carets. */
export const PeopleAvatars = memo(function PeopleAvatars({ document }: { document: OpenDocument | undefined }) {
  const t = useTranslations('editor')
  const people = usePeople(document)
  const more = people.length - maxShown
  return (
    <ul className="duplex-people" aria-label={t('people.label')} data-testid="people">
      {people.slice(0, maxShown).map((person) => (
        <Tooltip key={person.id} label={person.name}>
          <li>
            <Avatar size={28} variant="filled" color={person.color} aria-label={person.name} role="img">
              {initialsOf(person.name)}
            </Avatar>
          </li>
        </Tooltip>
      ))}
      {more > 0 && (
        <li>
          <Avatar size={28} role="img" aria-label={t('people.more', { count: more })}>
            +{more}
          </Avatar>
        </li>
      )}
    </ul>
  )
})

/** First letters of the first and last word; one character for a Chinese name. */
function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/)
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => [...(word ?? '')][0] ?? '')
  return letters.join('').toLocaleUpperCase()
}
