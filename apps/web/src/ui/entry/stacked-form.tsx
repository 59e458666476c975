import type { FormEventHandler, ReactNode } from 'react'
import classes from './stacked-form.module.css'

/** Field above field. The browser's own bubbles are off: the fields say it themselves. */
export function StackedForm({
  onSubmit,
  children,
}: {
  onSubmit: FormEventHandler<HTMLFormElement>
  children: ReactNode
}) {
  return (
    <form className={classes.form} onSubmit={onSubmit} noValidate method="post">
      {children}
    </form>
  )
}
