import { NumberInput, Switch } from '@mantine/core'
import { useTranslations } from 'next-intl'
import { type Job, type Knob, knobs, toJob } from '../job/job.ts'
import classes from './job-form.module.css'

type JobFormProps = { job: Job; disabled: boolean; onChange: (job: Job) => void }

/** Unit of each number, beside it. */
const suffixes: Partial<Record<Knob, string>> = {
  payloadBytes: ' B',
  idlePercent: ' %',
  delayMs: ' ms',
  pollIntervalMs: ' ms',
  cutSeconds: ' s',
  seconds: ' s',
}

const numbers: readonly Knob[] = [
  'editsPerTenSeconds',
  'readers',
  'payloadBytes',
  'idlePercent',
  'delayMs',
  'pollIntervalMs',
  'seconds',
  'cutSeconds',
  'seed',
]

/** Every number of a job. What is typed beyond the bounds is brought back when the field is left. */
export function JobForm({ job, disabled, onChange }: JobFormProps) {
  const t = useTranslations('lab')
  const set = (name: Knob, value: number) => onChange(toJob({ ...job, [name]: value }))
  return (
    <div className={classes.form}>
      {numbers.map((name) => (
        <NumberInput
          key={`${name}-${job[name]}`}
          label={t(`knobs.${name}`)}
          defaultValue={job[name]}
          min={knobs[name].min}
          max={knobs[name].max}
          step={knobs[name].step}
          suffix={suffixes[name]}
          allowDecimal={false}
          disabled={disabled}
          onBlur={(event) => set(name, Number.parseInt(event.currentTarget.value, 10))}
          onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
        />
      ))}
      <Switch
        className={classes.answers}
        label={t('knobs.answers')}
        checked={job.answers === 1}
        disabled={disabled}
        onChange={(event) => set('answers', event.currentTarget.checked ? 1 : 0)}
      />
    </div>
  )
}
