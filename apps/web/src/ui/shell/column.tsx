import type { ReactNode } from 'react'
import classes from './column.module.css'
import { SidebarBar } from './sidebar-bar.tsx'

/** A quiet page of one column, for everything that is not a document. */
export function Column({ children }: { children: ReactNode }) {
  return (
    <>
      <SidebarBar />
      <main id="content" className={classes.column}>
        {children}
      </main>
    </>
  )
}
