import { UnstyledButton } from '@mantine/core'
import { useTranslations } from 'next-intl'
import type { Job } from '../job/job.ts'
import { isSameJob } from '../job/job-query.ts'
import { presetNames, presets } from '../job/presets.ts'
import classes from './job-chooser.module.css'
import { JobForm } from './job-form.tsx'

type JobChooserProps = { job: Job; disabled: boolean; onChange: (job: Job) => void }

/** Jobs that people know, and the numbers behind them. */
export function JobChooser({ job, disabled, onChange }: JobChooserProps) {
  const t = useTranslations('lab')
  return (
    <section aria-label={t('job')}>
      <div className={classes.presets}>
        {presetNames.map((name) => (
          <UnstyledButton
            key={name}
            className={classes.preset}
            aria-pressed={isSameJob(presets[name], job)}
            disabled={disabled}
            onClick={() => onChange(presets[name])}
          >
            <span className={classes.name}>{t(`presets.${name}.name`)}</span>
            <span className={classes.hint}>{t(`presets.${name}.hint`)}</span>
          </UnstyledButton>
        ))}
      </div>
      <details className={classes.numbers}>
        <summary>{t('adjust')}</summary>
        <JobForm job={job} disabled={disabled} onChange={onChange} />
      </details>
    </section>
  )
}
