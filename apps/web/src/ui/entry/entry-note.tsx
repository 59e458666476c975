import type { ReactNode } from 'react'
import classes from './entry-note.module.css'

export function EntryNote({ children }: { children: ReactNode }) {
  return <p className={classes.note}>{children}</p>
}
