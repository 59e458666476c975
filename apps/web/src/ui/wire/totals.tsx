import type { Comparison, WireLog } from '@duplex/protocol/wire'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { sightTerms } from './terms.ts'
import classes from './totals.module.css'

/** Bytes by keystroke and in all, as both ends count them. Drawn anew with the rows. */
export function Totals({ log }: { log: WireLog }) {
  const t = useTranslations('wire.total')
  const [isOpen, setOpen] = useState(false)
  const { comparison, sums, leftOut } = log
  const perKey = sums.bytesPerKeystroke
  return (
    <>
      <div className={classes.strip}>
        <Figure name={t('keystroke')}>
          <span data-testid="wire-per-key" title={t('keystrokeNote')}>
            {perKey === undefined
              ? '–'
              : t('keystrokeFigure', { updates: perKey.updates.toFixed(1), everything: perKey.everything.toFixed(1) })}
          </span>
        </Figure>
        <Figure name={t('out')}>
          <Compared page={comparison?.page?.bytesOut} server={comparison?.server.bytesIn} end="out" />
        </Figure>
        <Figure name={t('in')}>
          <Compared page={comparison?.page?.bytesIn} server={comparison?.server.bytesOut} end="in" />
        </Figure>
        <button type="button" className={classes.more} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {t('byKind')}
        </button>
      </div>
      {isOpen && (
        <div className={classes.scroll}>
          <KindTable log={log} />
          {comparison && <ServerFigures server={comparison.server} leftOut={leftOut} />}
        </div>
      )}
    </>
  )
}

function Figure({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <span className={classes.figure}>
      <span className={classes.name}>{name}</span>
      {children}
    </span>
  )
}

/** What the server counted, and whether the page counts the same. */
function Compared({ page, server, end }: { page: number | undefined; server: number | undefined; end: 'in' | 'out' }) {
  const t = useTranslations('wire.total')
  if (server === undefined) return <span>–</span>
  const counted = server.toLocaleString('en')
  if (page === undefined) return <span title={t('serverOnly')} data-testid={`wire-${end}`}>{`${counted} B`}</span>
  return (
    <span
      className={page === server ? classes.equal : classes.apart}
      title={t(page === server ? 'equal' : 'apart', { page: String(page), server: String(server) })}
      data-testid={`wire-${end}`}
      data-page={page}
      data-server={server}
    >
      {page === server ? `${counted} B =` : `${page.toLocaleString('en')} ≠ ${counted} B`}
    </span>
  )
}

function KindTable({ log }: { log: WireLog }) {
  const t = useTranslations('wire.total')
  return (
    <table className={classes.table} data-testid="wire-kinds">
      <caption>{t('sinceOpened')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('kind')}</th>
          <th scope="col">{t('messagesOut')}</th>
          <th scope="col">B →</th>
          <th scope="col">{t('messagesIn')}</th>
          <th scope="col">B ←</th>
        </tr>
      </thead>
      <tbody>
        {[...log.sums.kinds].map(([name, { in: received, out }]) => (
          <tr key={name}>
            <th scope="row">{sightTerms[name]}</th>
            <td>{out.messages}</td>
            <td>{out.bytes}</td>
            <td>{received.messages}</td>
            <td>{received.bytes}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function ServerFigures({ server, leftOut }: { server: Comparison['server']; leftOut: number }) {
  const t = useTranslations('wire.total')
  const figures = { ...server, ...(leftOut > 0 ? { leftOut } : {}) }
  return (
    <dl className={classes.server}>
      <dt>{t('byServer')}</dt>
      {Object.entries(figures).map(([name, value]) => (
        <dd key={name}>
          <span className={classes.name}>{name}</span> {value.toLocaleString('en')}
        </dd>
      ))}
    </dl>
  )
}
