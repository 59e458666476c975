import type { ReactNode } from 'react'
import classes from './entry-heading.module.css'

export function EntryHeading({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className={classes.heading}>
      <h1 className={classes.title}>{title}</h1>
      {children !== undefined && <p className={classes.lead}>{children}</p>}
    </div>
  )
}
