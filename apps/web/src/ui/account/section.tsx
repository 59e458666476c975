import { type ReactNode, useId } from 'react'
import classes from './section.module.css'

/** What it is on the left, what one can do on the right. */
export function Section({ title, hint, children }: { title: string; hint: string; children: ReactNode }) {
  const id = useId()
  return (
    <section className={classes.section} aria-labelledby={id}>
      <div>
        <h2 id={id} className={classes.title}>
          {title}
        </h2>
        <p className={classes.hint}>{hint}</p>
      </div>
      <div className={classes.body}>{children}</div>
    </section>
  )
}
