'use client'

import type { OpenDocument } from '@duplex/editor/client'
import { type Chaos, isOn } from '@duplex/protocol/chaos'
import { Button, CloseButton } from '@mantine/core'
import { useTranslations } from 'next-intl'
import { useEffect, useRef } from 'react'
import classes from './chaos-panel.module.css'
import { ChaosReport } from './chaos-report.tsx'
import { ChaosWays } from './chaos-ways.tsx'
import { OnceActions } from './once-actions.tsx'
import { PresetChoice } from './preset-choice.tsx'
import { useChaosState } from './use-chaos-state.ts'

type ChaosPanelProps = { chaos: Chaos; open: OpenDocument | undefined; onClose: () => void }

/** Beside the text, which can be written in meanwhile. */
export function ChaosPanel({ chaos, open, onClose }: ChaosPanelProps) {
  const t = useTranslations('chaos')
  const panel = useRef<HTMLElement>(null)
  const state = useChaosState(chaos)
  useEffect(() => panel.current?.focus(), [])
  const stop = () => {
    chaos.stop()
    // Who waits for a better network, or was told to stop, need not wait any longer.
    open?.reconnectNow()
  }
  return (
    <aside
      ref={panel}
      tabIndex={-1}
      className={classes.panel}
      aria-label={t('heading')}
      data-testid="chaos-panel"
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose()
      }}
    >
      <div className={classes.head}>
        <h2 className={classes.heading}>{t('heading')}</h2>
        <Button size="xs" color="danger" variant="outline" disabled={!isOn(state)} onClick={stop}>
          {t('stop')}
        </Button>
        <CloseButton aria-label={t('close')} onClick={onClose} />
      </div>
      <div className={classes.body}>
        <p className={classes.lead}>{t('lead')}</p>
        <ChaosReport state={state} />
        <PresetChoice chaos={chaos} state={state} />
        <ChaosWays chaos={chaos} knobs={state.knobs} />
        <OnceActions chaos={chaos} />
      </div>
    </aside>
  )
}
