import type { ReactNode } from 'react'
import { useId } from 'react'
import classes from './lesson.module.css'

/** One thing to learn: what it is, and what can be seen of it here. */
export function Lesson({ title, children }: { title: string; children: ReactNode }) {
  const id = useId()
  return (
    <section className={classes.lesson} aria-labelledby={id}>
      <h2 id={id} className={classes.title}>
        {title}
      </h2>
      {children}
    </section>
  )
}
