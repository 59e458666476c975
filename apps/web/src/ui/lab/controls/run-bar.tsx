import { Button, CopyButton, Progress } from '@mantine/core'
import { useTranslations } from 'next-intl'
import { useErrorText } from '../../panels/error-text.ts'
import type { RunView } from '../engine/run.ts'
import { connectionsOf, type Job } from '../job/job.ts'
import { writeJob } from '../job/job-query.ts'
import { isUnderWay } from '../use-lab-run.ts'
import classes from './run-bar.module.css'

type RunBarProps = { job: Job; view: RunView | undefined; onStart: () => void; onStop: () => void }

/** Starts and stops a run, and says how far it is. */
export function RunBar({ job, view, onStart, onStop }: RunBarProps) {
  const t = useTranslations('lab')
  const isRunning = isUnderWay(view)
  return (
    <div className={classes.bar}>
      <div className={classes.row}>
        {isRunning ? (
          <Button variant="default" size="md" onClick={onStop}>
            {t('stop')}
          </Button>
        ) : (
          <Button size="md" onClick={onStart}>
            {t(view === undefined ? 'run' : 'runAgain')}
          </Button>
        )}
        <p className={classes.status} role="status">
          {view === undefined ? (
            t('before', { seconds: job.seconds, connections: connectionsOf(job) })
          ) : (
            <Stage view={view} />
          )}
        </p>
        {!isRunning && view !== undefined && (
          <CopyButton value={`${window.location.origin}/lab?${writeJob(view.job)}`}>
            {({ copied, copy }) => (
              <Button variant="subtle" size="sm" onClick={copy}>
                {t(copied ? 'copied' : 'copyLink')}
              </Button>
            )}
          </CopyButton>
        )}
      </div>
      {isRunning && <Progress value={progressOf(view)} size={4} transitionDuration={300} aria-label={t('progress')} />}
    </div>
  )
}

function Stage({ view }: { view: RunView }) {
  const t = useTranslations('lab')
  const errorText = useErrorText()
  const seconds = Math.min(view.job.seconds, Math.floor(view.elapsedMs / 1_000))
  if (view.phase === 'failed') return t('phases.failed', { reason: errorText(view.error) })
  return t(`phases.${view.phase}`, { seconds, of: view.job.seconds })
}

/** In percent. Connecting and settling take a share of the bar, so that it moves. */
function progressOf(view: RunView | undefined): number {
  if (view === undefined || view.phase === 'preparing') return 2
  if (view.phase === 'connecting') return 6
  if (view.phase === 'settling') return 95
  return 8 + Math.min(1, view.elapsedMs / (view.job.seconds * 1_000)) * 84
}
