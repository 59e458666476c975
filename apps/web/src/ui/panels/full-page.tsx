import type { ReactNode } from 'react'
import { Mark } from '../brand/mark.tsx'
import classes from './full-page.module.css'

type FullPageProps = { heading: string; text: string; children?: ReactNode }

/** A page that has only something to say. */
export function FullPage({ heading, text, children }: FullPageProps) {
  return (
    <main id="content" className={classes.page}>
      <Mark size={36} />
      <h1 className={classes.heading}>{heading}</h1>
      <p className={classes.text}>{text}</p>
      {children}
    </main>
  )
}
