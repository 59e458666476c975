import { caretColourOf } from '@duplex/protocol'
import classes from './avatar.module.css'
import { initialsOf } from './initials.ts'

/** The person's initials on the colour of their caret. Decoration: the name stands beside it or in a label. */
export function Avatar({ person, size = 28 }: { person: { id: string; name: string }; size?: number }) {
  return (
    <span
      className={classes.avatar}
      style={{ width: size, height: size, fontSize: size * 0.4, background: caretColourOf(person.id) }}
      aria-hidden="true"
    >
      {initialsOf(person.name)}
    </span>
  )
}
