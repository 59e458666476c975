import { useTranslations } from 'next-intl'
import classes from './guide.module.css'
import { GuideContent, GuideHeading } from './guide-content.tsx'
import contentsClasses from './guide-contents.module.css'
import type { Guide, GuideSection } from './guide-tree.ts'
import { wireStyle } from './wire-style.ts'

/** The guide with its contents beside it, or, where there is no room, before it. */
export function GuidePage({ guide }: { guide: Guide }) {
  const t = useTranslations('guide')
  const [opening, ...sections] = guide.sections
  return (
    <div className={classes.guide}>
      <article>
        <div className={classes.text}>
          <h1>{guide.title}</h1>
          {opening && <GuideContent nodes={opening.nodes} />}
        </div>
        <details className={contentsClasses.folded}>
          <summary>{t('contents')}</summary>
          <Contents sections={sections} />
        </details>
        <div className={classes.text}>
          {sections.map((section) => (
            <section key={section.id} data-wire={section.wire} style={wireStyle(section.wire)}>
              {section.heading && <GuideHeading node={section.heading} />}
              <GuideContent nodes={section.nodes} />
            </section>
          ))}
        </div>
      </article>
      <nav className={contentsClasses.contents} aria-label={t('contents')}>
        <p>{t('contents')}</p>
        <Contents sections={sections} />
      </nav>
    </div>
  )
}

function Contents({ sections }: { sections: readonly GuideSection[] }) {
  return (
    <ul className={contentsClasses.list}>
      {sections.map(({ id, title, wire }) => (
        <li key={id} data-wire={wire} style={wireStyle(wire)}>
          <a href={`#${id}`}>{title}</a>
        </li>
      ))}
    </ul>
  )
}
