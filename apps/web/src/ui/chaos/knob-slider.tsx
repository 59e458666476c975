'use client'

import { Slider } from '@mantine/core'
import { useTranslations } from 'next-intl'
import classes from './chaos-panel.module.css'

/** Most, and one step, in the unit that is shown; `factor` of that make one of the knob's own. */
const ranges = {
  delayMs: { max: 2_000, step: 20, factor: 1, unit: 'ms' },
  jitterMs: { max: 2_000, step: 20, factor: 1, unit: 'ms' },
  lost: { max: 50, step: 1, factor: 100, unit: 'share' },
  twice: { max: 50, step: 1, factor: 100, unit: 'share' },
  swapped: { max: 50, step: 1, factor: 100, unit: 'share' },
  idleCutMs: { max: 60, step: 5, factor: 0.001, unit: 'seconds' },
} as const

type KnobSliderProps = { knob: keyof typeof ranges; value: number; onChange: (value: number) => void }

/** A knob with its name and value in words. `value` is the knob's own. */
export function KnobSlider({ knob, value, onChange }: KnobSliderProps) {
  const t = useTranslations('chaos')
  const { max, step, factor, unit } = ranges[knob]
  const shown = Math.round(value * factor)
  const toWords = (count: number) =>
    knob === 'idleCutMs' && count === 0 ? t('value.never') : t(`value.${unit}`, { count })
  return (
    <div className={classes.knob} data-set={value > 0 || undefined}>
      <span>{t(`knob.${knob}`)}</span>
      <span className={classes.value}>{toWords(shown)}</span>
      <Slider
        size="sm"
        label={null}
        max={max}
        step={step}
        value={shown}
        thumbLabel={t(`knob.${knob}`)}
        thumbValueText={toWords}
        thumbProps={{ 'data-testid': `chaos-knob-${knob}` } as object}
        onChange={(next) => onChange(next / factor)}
      />
    </div>
  )
}
