import { type Findings, toReport, toReportText } from '@duplex/protocol/doctor'
import { Group } from '@mantine/core'
import { useTranslations } from 'next-intl'
import { CopyButton } from './copy-button.tsx'
import classes from './doctor-page.module.css'

/** What was measured, to be sent to somebody. */
export function ReportSection({ findings, page }: { findings: Partial<Findings>; page: string }) {
  const t = useTranslations('doctor.report')
  const make = () => toReport(findings, page, Date.now())
  return (
    <section aria-labelledby="report">
      <h2 id="report" className={classes.heading}>
        {t('heading')}
      </h2>
      <p className={classes.hint}>{t('hint')}</p>
      <Group gap="xs">
        <CopyButton text={() => toReportText(make())} label={t('text')} />
        <CopyButton text={() => JSON.stringify(make(), undefined, 2)} label={t('json')} />
      </Group>
      <details>
        <summary className={classes.more}>{t('shown')}</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard. */}
        <pre className={classes.report} tabIndex={0} data-testid="report">
          {JSON.stringify(make(), undefined, 2)}
        </pre>
      </details>
    </section>
  )
}
