import { useTranslations } from 'next-intl'
import classes from './code-lines.module.css'
import { CopyButton } from './copy-button.tsx'

/** Lines to copy. They scroll on their own, so the keyboard has to reach them. */
export function CodeLines({ text, label }: { text: string; label: string }) {
  const t = useTranslations('doctor.fix')
  return (
    <div className={classes.box}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard. */}
      <section className={classes.lines} tabIndex={0} aria-label={label}>
        <pre>{text}</pre>
      </section>
      <div className={classes.tools}>
        <CopyButton text={() => text} label={t('copy')} />
      </div>
    </div>
  )
}
