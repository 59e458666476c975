'use client'

import { diagnose, probeNames } from '@duplex/protocol/doctor'
import { Button } from '@mantine/core'
import { useTranslations } from 'next-intl'
import { PageHead } from '../shell/page-head.tsx'
import { CloseCodes } from './close-codes.tsx'
import classes from './doctor-page.module.css'
import type { Patience } from './patience.ts'
import { weightOf } from './probe-facts.ts'
import { ProbeRow } from './probe-row.tsx'
import { ReportSection } from './report-section.tsx'
import { useExamination } from './use-examination.ts'
import { useFoundWords } from './use-found-words.ts'
import { VerdictPanel } from './verdict-panel.tsx'

/** What is between this browser and the servers, and what to do about it. */
export function DoctorPage({ patience }: { patience: Patience }) {
  const t = useTranslations('doctor')
  const { state, start, stop } = useExamination(patience)
  const wordsFor = useFoundWords()
  const { findings, running, isOver } = state
  const diagnoses = diagnose(findings)
  const page = findings.origin?.page ?? ''
  return (
    <div className={classes.doctor} data-over={isOver} data-testid="doctor">
      <PageHead title={t('heading')}>
        <Button variant="default" onClick={isOver ? start : stop}>
          {t(isOver ? 'again' : 'stop')}
        </Button>
      </PageHead>
      <p className={classes.lead}>{t('lead')}</p>
      <VerdictPanel state={state} diagnoses={diagnoses} page={page} />
      <h2 className={classes.heading} id="probes">
        {t('probes')}
      </h2>
      <ul className={classes.probes} aria-labelledby="probes">
        {probeNames.map((name) => (
          <ProbeRow
            key={name}
            name={name}
            found={wordsFor(name, findings)}
            running={running[name]}
            weight={weightOf(name, diagnoses)}
            isOver={isOver}
          />
        ))}
      </ul>
      <ReportSection findings={findings} page={page} />
      <CloseCodes />
    </div>
  )
}
