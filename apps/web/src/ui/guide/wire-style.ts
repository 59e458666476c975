import type { CSSProperties } from 'react'
import type { Wire } from './sequence.ts'

declare module 'react' {
  interface CSSProperties {
    [name: `--${string}`]: string | number | undefined
  }
}

/** Makes `var(--wire)` the colour of a wire; its token has its name. */
export function wireStyle(wire: Wire | undefined): CSSProperties | undefined {
  return wire && { '--wire': `var(--${wire})` }
}
