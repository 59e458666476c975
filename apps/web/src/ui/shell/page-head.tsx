import type { ReactNode } from 'react'
import classes from './page-head.module.css'

/** The heading of a page, with its search and actions beside it. */
export function PageHead({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className={classes.head}>
      <h1 className={classes.title}>{title}</h1>
      <div className={classes.tools}>{children}</div>
    </div>
  )
}
