import { useTranslations } from 'next-intl'
import classes from './skip-link.module.css'

/** First thing that Tab reaches: past the chrome, to the page. */
export function SkipLink() {
  const t = useTranslations('app')
  return (
    <a href="#content" className={classes.skip}>
      {t('skip')}
    </a>
  )
}
