'use client'

import type { OpenDocument } from '@duplex/editor/client'
import { ActionIcon, Tooltip } from '@mantine/core'
import { IconDownload, IconPlayerPause, IconPlayerPlay, IconTrash, IconX } from '@tabler/icons-react'
import { useTranslations } from 'next-intl'
import { type ReactNode, useCallback, useRef, useState, useSyncExternalStore } from 'react'
import { firstFilter } from './filter.ts'
import { FilterBar } from './filter-bar.tsx'
import { RowDetails } from './row-details.tsx'
import { saveRecording } from './save-recording.ts'
import { Timeline } from './timeline.tsx'
import { Totals } from './totals.tsx'
import { useFocus } from './use-focus.ts'
import { useNames } from './use-names.ts'
import { useRowWords } from './use-row-words.ts'
import { useRows } from './use-rows.ts'
import { useWireLog } from './use-wire-log.ts'
import classes from './wire-drawer.module.css'

/** One timeline of this page's session: what passed, as its two ends saw it. */
export function WireDrawer({ open, onClose }: { open: OpenDocument; onClose: () => void }) {
  const t = useTranslations('wire')
  const recording = useWireLog(open)
  const { log } = recording
  const [filter, setFilter] = useState(firstFilter)
  const [isPaused, setPaused] = useState(false)
  const rows = useRows(log, filter, isPaused)
  const words = useRowWords(useNames(open, recording.isOwn))
  const requestOf = useCallback(
    (id: number) =>
      log.rows.find((row) => row.kind === 'request' && row.request.purpose !== 'page' && row.request.id === id),
    [log],
  )
  const urlOf = (id: number) => {
    const row = requestOf(id)
    return row?.kind === 'request' ? row.request.url : undefined
  }
  const purposeOf = useCallback(
    (id: number) => {
      const row = requestOf(id)
      return row?.kind === 'request' ? row.request.purpose : undefined
    },
    [requestOf],
  )
  const drawer = useRef<HTMLElement>(null)
  const leave = useFocus(drawer)
  return (
    <aside
      ref={drawer}
      className={classes.drawer}
      aria-label={t('title')}
      data-testid="wire-drawer"
      onKeyDown={(event) => {
        if (event.key === 'Escape') leave()
      }}
    >
      <div className={classes.title}>
        <h2>{t('title')}</h2>
        <Way open={open} />
        <Tool label={t(isPaused ? 'resume' : 'pause')} onClick={() => setPaused(!isPaused)}>
          {isPaused ? <IconPlayerPlay size={17} stroke={1.6} /> : <IconPlayerPause size={17} stroke={1.6} />}
        </Tool>
        <Tool label={t('clear')} onClick={() => log.clear()}>
          <IconTrash size={17} stroke={1.6} />
        </Tool>
        <Tool label={t('export')} onClick={() => saveRecording(recording)}>
          <IconDownload size={17} stroke={1.6} />
        </Tool>
        <Tool
          label={t('close')}
          onClick={() => {
            leave()
            onClose()
          }}
        >
          <IconX size={17} stroke={1.6} />
        </Tool>
      </div>
      <FilterBar filter={filter} onChange={setFilter} />
      <Totals log={log} />
      <Timeline
        rows={rows}
        words={words}
        isFollowing={!isPaused}
        purposeOf={purposeOf}
        renderDetails={(row) => <RowDetails row={row} words={words} urlOf={urlOf} />}
      />
    </aside>
  )
}

function Way({ open }: { open: OpenDocument }) {
  const { transport } = useSyncExternalStore(open.transport.subscribe, open.transport.getSnapshot)
  return (
    <span className={classes.way} data-way={transport}>
      {transport}
    </span>
  )
}

function Tool({ label, onClick, children }: { label: string; onClick: () => void; children: ReactNode }) {
  return (
    <Tooltip label={label}>
      <ActionIcon size={32} aria-label={label} onClick={onClick}>
        {children}
      </ActionIcon>
    </Tooltip>
  )
}
