import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import classes from './details.module.css'

/** Who knows a value: `page` computed it from what it saw. */
export type Seer = 'browser' | 'server' | 'page'

/** One layer of what passed, with a line that says what such a layer is. */
export function Layer({ title, note, children }: { title: string; note?: string | undefined; children: ReactNode }) {
  return (
    <section className={classes.layer}>
      <h3>{title}</h3>
      {note !== undefined && <p className={classes.note}>{note}</p>}
      {children}
    </section>
  )
}

export function Fields({ children }: { children: ReactNode }) {
  return <dl className={classes.fields}>{children}</dl>
}

/** `term` is the protocol's own word, and the same in all languages. */
export function Field({ term, seer, children }: { term: string; seer: Seer; children: ReactNode }) {
  const t = useTranslations('wire.seer')
  if (children === undefined || children === '') return null
  return (
    <div className={classes.field}>
      <dt>{term}</dt>
      <dd>{children}</dd>
      <dd className={classes.seer} data-seer={seer}>
        {t(seer)}
      </dd>
    </div>
  )
}
