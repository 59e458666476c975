import type { Diagnosis, Hop } from '@duplex/protocol/doctor'
import { IconDeviceLaptop, IconRouter, IconServer } from '@tabler/icons-react'
import { useTranslations } from 'next-intl'
import { Fragment } from 'react'
import classes from './way.module.css'

const places = [
  { name: 'device', icon: IconDeviceLaptop },
  { name: 'proxy', icon: IconRouter },
  { name: 'servers', icon: IconServer },
] as const

type Place = (typeof places)[number]['name']
/** A place, or the line that leads to it. */
type Part = Place | `to-${Place}`

const partOf: Record<Hop, Part> = {
  device: 'device',
  proxy: 'proxy',
  'proxy-web': 'to-servers',
  'proxy-sync': 'to-servers',
  installation: 'servers',
  session: 'servers',
}

/** The way in one picture, with the part that is to blame. */
export function Way({ diagnosis, isKnown }: { diagnosis: Diagnosis | undefined; isKnown: boolean }) {
  const t = useTranslations('doctor.way')
  const fault = diagnosis && partOf[diagnosis.hop]
  const stateOf = (part: Part) => (part === fault ? 'fault' : isKnown ? 'well' : 'unknown')
  return (
    <ol className={classes.way} aria-label={t('label')} data-fault={fault} data-weight={diagnosis?.weight}>
      {places.map(({ name, icon: Icon }, i) => (
        <Fragment key={name}>
          {i > 0 && (
            <li className={classes.line} data-state={stateOf(`to-${name}`)}>
              <span className={classes.word}>{stateOf(`to-${name}`) === 'fault' && t('fault')}</span>
            </li>
          )}
          <li className={classes.place} data-state={stateOf(name)}>
            <Icon size={22} stroke={1.5} aria-hidden="true" />
            <span>{t(name)}</span>
            <span className={classes.word}>{stateOf(name) === 'fault' && t('fault')}</span>
          </li>
        </Fragment>
      ))}
    </ol>
  )
}
