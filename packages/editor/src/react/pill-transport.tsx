import { transportNames } from '@duplex/protocol/client'
import { Anchor, NativeSelect } from '@mantine/core'
import { useTranslations } from 'use-intl'
import type { OpenDocument } from '../client/open-document.ts'
import { useSelected, useStore } from './use-store.ts'

type PillTransportProps = {
  document: OpenDocument
  /** Where a person finds out why it is no WebSocket. */
  doctorHref?: string
}

/** How the page is connected, and the choice of it. */
export function PillTransport({ document, doctorHref = '/doctor' }: PillTransportProps) {
  const t = useTranslations('editor.status.transport')
  const { transport, pinned } = useStore(document.transport) ?? document.transport.getSnapshot()
  const isUp = useSelected(document.status, ({ connection }) => connection.kind === 'live') ?? false
  const description =
    pinned === undefined ? t(isUp ? 'chosenBySelf' : 'trying', { way: t(`way.${transport}`) }) : t('pinned')
  const choose = (value: string) => document.pinTransport(transportNames.find((name) => name === value))
  return (
    <>
      <NativeSelect
        size="xs"
        label={t('label')}
        description={description}
        classNames={{ description: 'duplex-pill-note' }}
        data-testid="transport"
        data-transport={transport}
        value={pinned ?? 'automatic'}
        onChange={(event) => choose(event.currentTarget.value)}
        data={(['automatic', ...transportNames] as const).map((value) => ({ value, label: t(`way.${value}`) }))}
      />
      {transport !== 'websocket' && pinned === undefined && (
        <Anchor size="sm" href={doctorHref} data-testid="to-doctor">
          {t('why')}
        </Anchor>
      )}
    </>
  )
}
