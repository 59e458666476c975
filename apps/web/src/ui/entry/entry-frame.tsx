import type { ReactNode } from 'react'
import { Wordmark } from '../brand/wordmark.tsx'
import { LanguageSelect } from '../preferences/language-select.tsx'
import { SchemeSwitch } from '../preferences/scheme-switch.tsx'
import classes from './entry-frame.module.css'

/** The pages before one is signed in: a narrow column on paper. */
export function EntryFrame({ children }: { children: ReactNode }) {
  return (
    <div className={classes.frame}>
      <header className={classes.head}>
        <Wordmark size={22} />
      </header>
      <main id="content" className={classes.column}>
        {children}
      </main>
      <footer className={classes.foot}>
        <LanguageSelect />
        <SchemeSwitch />
      </footer>
    </div>
  )
}
