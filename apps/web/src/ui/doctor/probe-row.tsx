import type { ProbeName, Running, Weight } from '@duplex/protocol/doctor'
import { Loader, Progress, VisuallyHidden } from '@mantine/core'
import { IconAlertTriangle, IconCheck, IconCircleDashed, IconX } from '@tabler/icons-react'
import { useTranslations } from 'next-intl'
import { wires } from './probe-facts.ts'
import classes from './probe-row.module.css'
import { useNow } from './use-now.ts'

export type ProbeRowProps = {
  name: ProbeName
  /** What was measured. */
  found: string | undefined
  running: Running | undefined
  weight: Weight | undefined
  isOver: boolean
}

/** One thing that was tried: what it is, why it matters, what came of it. */
export function ProbeRow({ name, found, running, weight, isOver }: ProbeRowProps) {
  const t = useTranslations('doctor')
  const state = found === undefined ? (running ? 'running' : isOver ? 'skipped' : 'waiting') : (weight ?? 'well')
  return (
    <li className={classes.row} data-state={state} data-probe={name} data-wire={wires[name]}>
      <span className={classes.mark}>
        <Mark state={state} />
      </span>
      <div className={classes.what}>
        <p className={classes.label}>{t(`probe.${name}`)}</p>
        <p className={classes.why}>{t(`why.${name}`)}</p>
      </div>
      <p className={classes.found}>
        {state === 'running' || state === 'waiting' || state === 'skipped' ? (
          t(`state.${state}`)
        ) : (
          <>
            <VisuallyHidden>{t(state === 'well' ? 'found.well' : 'found.fault')}: </VisuallyHidden>
            {found}
          </>
        )}
        {running !== undefined && running.expectedMs > 0 && (
          <SlowProgress running={running} label={t(`probe.${name}`)} />
        )}
      </p>
    </li>
  )
}

type State = 'waiting' | 'running' | 'skipped' | 'well' | Weight

function Mark({ state }: { state: State }) {
  if (state === 'running') return <Loader size={14} aria-hidden="true" />
  const Icon =
    state === 'well' ? IconCheck : state === 'broken' ? IconX : isFault(state) ? IconAlertTriangle : IconCircleDashed
  return <Icon size={16} stroke={2} aria-hidden="true" />
}

function isFault(state: State): boolean {
  return state === 'slow' || state === 'note'
}

function SlowProgress({ running: { since, expectedMs }, label }: { running: Running; label: string }) {
  const t = useTranslations('doctor.state')
  const doneMs = Math.min(Math.max(0, useNow() - since), expectedMs)
  const toSeconds = (ms: number) => Math.round(ms / 1000)
  return (
    <span className={classes.progress}>
      <Progress value={(doneMs / expectedMs) * 100} size={4} aria-label={label} />
      <span>{t('seconds', { done: toSeconds(doneMs), all: toSeconds(expectedMs) })}</span>
    </span>
  )
}
