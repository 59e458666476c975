'use client'

import type { Chaos, ChaosKnobs, FaultUnit, WayKnobs } from '@duplex/protocol/chaos'
import { SegmentedControl } from '@mantine/core'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import classes from './chaos-panel.module.css'
import { KnobSlider } from './knob-slider.tsx'

const ways = ['both', 'up', 'down'] as const
const units = ['packets', 'messages'] as const satisfies readonly FaultUnit[]

/** What is always done to what passes, in one direction or both. */
export function ChaosWays({ chaos, knobs }: { chaos: Chaos; knobs: ChaosKnobs }) {
  const t = useTranslations('chaos')
  const [way, setWay] = useState<(typeof ways)[number]>('both')
  const shown = knobs[way === 'down' ? 'down' : 'up']
  const set = (change: Partial<WayKnobs>) => {
    const { up, down } = knobs
    chaos.set({
      up: way === 'down' ? up : { ...up, ...change },
      down: way === 'up' ? down : { ...down, ...change },
    })
  }
  return (
    <>
      <fieldset className={classes.group}>
        <legend className={classes.label}>{t('way.label')}</legend>
        <SegmentedControl
          size="xs"
          fullWidth
          aria-label={t('way.label')}
          value={way}
          onChange={setWay}
          data={ways.map((value) => ({ value, label: t(`way.${value}`) }))}
        />
        {(['delayMs', 'jitterMs'] as const).map((knob) => (
          <KnobSlider key={knob} knob={knob} value={shown[knob]} onChange={(value) => set({ [knob]: value })} />
        ))}
        {(['lost', 'twice', 'swapped'] as const).map((knob) => (
          <KnobSlider key={knob} knob={knob} value={shown[knob]} onChange={(value) => set({ [knob]: value })} />
        ))}
      </fieldset>
      <fieldset className={classes.group}>
        <legend className={classes.label}>{t('unit.label')}</legend>
        <SegmentedControl
          size="xs"
          fullWidth
          aria-label={t('unit.label')}
          value={knobs.unit}
          onChange={(unit) => chaos.set({ unit })}
          data={units.map((value) => ({ value, label: t(`unit.${value}`) }))}
        />
        <p className={classes.hint} aria-live="polite">
          {t(`unitHint.${knobs.unit}`)}
        </p>
      </fieldset>
      <KnobSlider knob="idleCutMs" value={knobs.idleCutMs} onChange={(idleCutMs) => chaos.set({ idleCutMs })} />
    </>
  )
}
