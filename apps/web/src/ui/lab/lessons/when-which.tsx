import { useTranslations } from 'next-intl'
import { FigureTable } from '../results/figure-table.tsx'
import { Lesson } from './lesson.tsx'
import classes from './when-which.module.css'

const jobs = ['together', 'news', 'requests', 'files', 'tokens', 'rare', 'blocked'] as const

/** Jobs of an application, and the wire that suits each. */
export function WhenWhich() {
  const t = useTranslations('lab.which')
  return (
    <Lesson title={t('heading')}>
      <div className={classes.words}>
        <FigureTable
          caption={t('heading')}
          head={[t('job'), t('wire'), t('why')]}
          rows={jobs.map((job) => ({
            name: t(`jobs.${job}.job`),
            cells: [t(`jobs.${job}.wire`), t(`jobs.${job}.why`)],
          }))}
        />
      </div>
    </Lesson>
  )
}
