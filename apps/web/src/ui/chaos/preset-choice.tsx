'use client'

import {
  type Chaos,
  type ChaosState,
  isOn,
  isSameKnobs,
  type PresetName,
  presetNames,
  presets,
} from '@duplex/protocol/chaos'
import { Button } from '@mantine/core'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import classes from './chaos-panel.module.css'

/** Bad networks that everybody knows. */
export function PresetChoice({ chaos, state }: { chaos: Chaos; state: ChaosState }) {
  const t = useTranslations('chaos')
  const [chosen, setChosen] = useState<PresetName>()
  const isStill = chosen !== undefined && isOn(state) && isSameKnobs(presets[chosen].knobs, state.knobs)
  const shown = isStill ? chosen : undefined
  const choose = (name: PresetName) => {
    const { knobs, cutMs, goesDead } = presets[name]
    setChosen(name)
    chaos.set(knobs)
    if (cutMs !== undefined) chaos.cut(cutMs)
    if (goesDead) chaos.goDead()
  }
  return (
    <fieldset className={classes.group}>
      <legend className={classes.label}>{t('presets')}</legend>
      <div className={classes.row}>
        {presetNames.map((name) => (
          <Button
            key={name}
            size="xs"
            variant={name === shown ? 'light' : 'default'}
            aria-pressed={name === shown}
            onClick={() => choose(name)}
          >
            {t(`preset.${name}`)}
          </Button>
        ))}
      </div>
      <p className={classes.hint} aria-live="polite">
        {t(`presetHint.${shown ?? 'none'}`)}
      </p>
    </fieldset>
  )
}
