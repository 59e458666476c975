import type { TransportName } from '@duplex/protocol/client'
import { useTranslations } from 'next-intl'
import classes from './wire.module.css'

/** The same colour is the same wire everywhere. The two ways to poll share one: a dash tells them apart. */
export const wireColours: Readonly<Record<TransportName, string>> = {
  websocket: 'var(--socket)',
  sse: 'var(--sse)',
  'long-polling': 'var(--poll)',
  polling: 'var(--poll)',
}

/** How the line of a wire is drawn, so that colour alone tells nothing. */
export const wireDashes: Readonly<Record<TransportName, string | undefined>> = {
  websocket: undefined,
  sse: '8 3',
  'long-polling': '2 3',
  polling: undefined,
}

/** A wire's name beside its line. */
export function Wire({ name }: { name: TransportName }) {
  const t = useTranslations('lab.wires')
  return (
    <span className={classes.wire}>
      <svg className={classes.line} viewBox="0 0 22 8" aria-hidden="true">
        <line
          x1="1"
          x2="21"
          y1="4"
          y2="4"
          stroke={wireColours[name]}
          strokeWidth="3"
          strokeDasharray={wireDashes[name]}
        />
        {name === 'polling' && <circle cx="11" cy="4" r="3.5" fill={wireColours[name]} />}
      </svg>
      {t(name)}
    </span>
  )
}
