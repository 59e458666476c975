import type { ReactNode } from 'react'
import { Mark } from '../brand/mark.tsx'
import classes from './empty-list.module.css'

type EmptyListProps = { title: string; hint: string; action?: ReactNode }

/** Says what belongs here and offers the action. */
export function EmptyList({ title, hint, action }: EmptyListProps) {
  return (
    <div className={classes.empty}>
      <Mark size={36} />
      <p className={classes.title}>{title}</p>
      <p className={classes.hint}>{hint}</p>
      {action}
    </div>
  )
}
