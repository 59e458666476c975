import classes from './column.module.css'
import { SidebarButton } from './sidebar-button.tsx'

/** The top of a page that has nothing else there. */
export function SidebarBar() {
  return (
    <header className={classes.bar}>
      <SidebarButton />
    </header>
  )
}
