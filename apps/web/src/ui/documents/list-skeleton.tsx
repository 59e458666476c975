import { Skeleton } from '@mantine/core'
import { useTranslations } from 'next-intl'
import classes from './list-skeleton.module.css'

/** The list before it is here. The widths differ so that it reads as text. */
const widths = ['46%', '34%', '58%', '40%', '52%', '30%']

export function ListSkeleton() {
  const t = useTranslations('list')
  return (
    <div className={classes.list} role="status" aria-label={t('loading')}>
      {widths.map((width) => (
        <div key={width} className={classes.row}>
          <Skeleton height={16} width={width} />
          <Skeleton height={12} width={90} />
        </div>
      ))}
    </div>
  )
}
