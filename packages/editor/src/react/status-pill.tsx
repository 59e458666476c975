import { Popover, UnstyledButton } from '@mantine/core'
import { memo, useRef } from 'react'
import { useTranslations } from 'use-intl'
import { pillKindOf } from '../client/document-status.ts'
import type { OpenDocument } from '../client/open-document.ts'
import { PillDetails } from './pill-details.tsx'
import { PillIcon } from './pill-icon.tsx'
import { usePillWords } from './pill-words.ts'
import { useAnnouncement, useCalmKind } from './use-calm-pill.ts'
import { useSelected } from './use-store.ts'
import { WireMark } from './wire-mark.tsx'

export type StatusPillProps = {
  document: OpenDocument | undefined
  /** Where a person signs in again and comes back from. */
  signInHref?: string
  /** Shows what passes on the wire; without it, there is no such offer. */
  onInspect?: () => void
}

/** Says in words where the text is, from acknowledgements; opens the three facts and what to do. */
export const StatusPill = memo(function StatusPill(props: StatusPillProps) {
  const { document, signInHref = '/sign-in', onInspect } = props
  if (document === undefined) return <PillPlaceholder />
  return <Pill document={document} signInHref={signInHref} onInspect={onInspect} />
})

/** Takes the pill's place while the page starts. */
function PillPlaceholder() {
  const t = useTranslations('editor.status')
  return (
    <span className="duplex-pill" data-testid="status-pill" data-status="connecting">
      <WireMark document={undefined} />
      <span className="duplex-pill-word">{t('word.connecting')}</span>
    </span>
  )
}

type PillProps = { document: OpenDocument; signInHref: string; onInspect: (() => void) | undefined }

function Pill({ document, signInHref, onInspect }: PillProps) {
  const t = useTranslations('editor.status')
  const pill = useRef<HTMLButtonElement>(null)
  const kind = useCalmKind(useSelected(document.status, pillKindOf) ?? 'connecting')
  const { word, detail } = usePillWords(document, kind)
  const sentence = detail === undefined ? word : `${word}: ${detail}`
  const announcement = useAnnouncement(kind, sentence)
  return (
    <>
      <Popover position="bottom-end" width={360} shadow="md" trapFocus withinPortal>
        <Popover.Target>
          <UnstyledButton
            ref={pill}
            className="duplex-pill"
            data-testid="status-pill"
            data-status={kind}
            aria-label={t('label', { word: sentence })}
          >
            <WireMark document={document} />
            <PillIcon kind={kind} />
            <span className="duplex-pill-word">{word}</span>
            {detail !== undefined && <span className="duplex-pill-detail">{detail}</span>}
          </UnstyledButton>
        </Popover.Target>
        <Popover.Dropdown
          aria-label={t('facts.title')}
          onKeyDown={(event) => {
            // Only here: after a click into the text the focus belongs there.
            if (event.key === 'Escape') pill.current?.focus()
          }}
        >
          <PillDetails document={document} kind={kind} signInHref={signInHref} onInspect={onInspect} />
        </Popover.Dropdown>
      </Popover>
      <span className="duplex-visually-hidden" aria-live="polite">
        {announcement}
      </span>
    </>
  )
}
