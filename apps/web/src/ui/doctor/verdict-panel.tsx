import type { Diagnosis, ExaminationState } from '@duplex/protocol/doctor'
import { IconAlertTriangle, IconInfoCircle, IconX } from '@tabler/icons-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { FixTabs } from './fix-tabs.tsx'
import type { ProxyName } from './proxies.ts'
import classes from './verdict-panel.module.css'
import { Way } from './way.tsx'

type VerdictPanelProps = { state: ExaminationState; diagnoses: readonly Diagnosis[]; page: string }

/** The verdict first and in words, then each thing that is wrong with what to change. */
export function VerdictPanel({ state, diagnoses, page }: VerdictPanelProps) {
  const t = useTranslations('doctor')
  const [proxy, setProxy] = useState<ProxyName>('nginx')
  const summary = summaryOf(state, diagnoses)
  return (
    <section className={classes.panel} data-summary={summary} data-testid="verdict">
      <Way diagnosis={diagnoses[0]} isKnown={state.findings.upgrade !== undefined} />
      <p className={classes.summary} role="status">
        {t(`summary.${summary}`)}
      </p>
      {diagnoses.map((diagnosis) => (
        <article
          key={diagnosis.culprit}
          className={classes.diagnosis}
          data-culprit={diagnosis.culprit}
          data-hop={diagnosis.hop}
        >
          <Words diagnosis={diagnosis} />
          {diagnosis.fix !== undefined && <FixTabs fix={diagnosis.fix} page={page} proxy={proxy} onProxy={setProxy} />}
        </article>
      ))}
    </section>
  )
}

const icons = { broken: IconX, slow: IconAlertTriangle, note: IconInfoCircle }

function Words({ diagnosis: { culprit, hop, weight, facts } }: { diagnosis: Diagnosis }) {
  const t = useTranslations('doctor')
  const Icon = icons[weight]
  return (
    <>
      <p className={classes.weight} data-weight={weight}>
        <Icon size={15} stroke={2} aria-hidden="true" />
        {t(`weight.${weight}`)}
      </p>
      <h2 className={classes.title}>{t(`culprit.${culprit}.title`, facts)}</h2>
      <p className={classes.text}>{t(`culprit.${culprit}.text`, facts)}</p>
      <p className={classes.hint}>{t('where', { hop: t(`hop.${hop}`) })}</p>
    </>
  )
}

type Summary = 'checking' | 'stopped' | 'well' | 'wellSoFar' | 'noted' | 'slow' | 'broken'

function summaryOf({ findings, isOver }: ExaminationState, diagnoses: readonly Diagnosis[]): Summary {
  const [worst] = diagnoses
  if (worst) return worst.weight === 'note' ? 'noted' : worst.weight
  if (isOver) return findings.idle === undefined ? 'stopped' : 'well'
  return findings.body !== undefined && findings.events !== undefined ? 'wellSoFar' : 'checking'
}
