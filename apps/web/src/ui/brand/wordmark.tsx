import { Mark } from './mark.tsx'
import classes from './wordmark.module.css'

export function Wordmark({ size = 20 }: { size?: number }) {
  return (
    <span className={classes.wordmark}>
      <Mark size={size} />
      Duplex
    </span>
  )
}
