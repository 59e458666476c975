import { Button, Group, Stack, Text } from '@mantine/core'
import { IconCheck, IconCircleDashed, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { PillKind } from '../client/document-status.ts'
import type { OpenDocument } from '../client/open-document.ts'
import { PillTransport } from './pill-transport.tsx'
import { useStore } from './use-store.ts'

type PillDetailsProps = {
  document: OpenDocument
  kind: PillKind
  signInHref: string
  onInspect: (() => void) | undefined
}

/** The three facts, weakest last, and what a person can do about them. */
export function PillDetails({ document, kind, signInHref, onInspect }: PillDetailsProps) {
  const t = useTranslations('editor.status')
  return (
    <Stack gap="sm">
      <Text size="sm">{t(`advice.${kind}`)}</Text>
      <Facts document={document} />
      <PillTransport document={document} />
      <Group gap="xs">
        {canRetry.has(kind) && (
          <Button size="xs" variant="default" onClick={() => document.reconnectNow()}>
            {t('action.retry')}
          </Button>
        )}
        {kind === 'signed-out' && (
          <Button size="xs" component="a" href={signInHref}>
            {t('action.signIn')}
          </Button>
        )}
        {needsReload.has(kind) && (
          <Button size="xs" variant="default" onClick={() => window.location.reload()}>
            {t('action.reload')}
          </Button>
        )}
        {kind !== 'stored' && kind !== 'storing' && kind !== 'connecting' && <CopyButton document={document} />}
        {onInspect !== undefined && (
          <Button size="xs" variant="default" onClick={onInspect} data-testid="inspect-wire">
            {t('action.inspect')}
          </Button>
        )}
      </Group>
    </Stack>
  )
}

const canRetry: ReadonlySet<PillKind> = new Set([
  'reconnecting',
  'offline',
  'storage-away',
  'damaged',
  'too-big',
  'stopped',
])
const needsReload: ReadonlySet<PillKind> = new Set(['outdated', 'diverged', 'stopped'])

type FactState = 'true' | 'pending' | 'false'

function Facts({ document }: { document: OpenDocument }) {
  const t = useTranslations('editor.status.facts')
  const { connection, device } = useStore(document.status) ?? document.status.getSnapshot()
  const { safety, unsent, unstored } = connection.outbox
  const onDevice: FactState = device === 'kept' ? 'true' : device === 'refused' ? 'false' : 'pending'
  const isReceived = safety !== 'onDevice'
  const isStored = safety === 'stored'
  return (
    <dl className="duplex-facts">
      <Fact name={t('device')} state={onDevice} text={t(`deviceState.${device}`)} />
      <Fact
        name={t('received')}
        state={isReceived ? 'true' : 'pending'}
        text={isReceived ? t('receivedAll') : t('pending', { count: unsent })}
      />
      <Fact
        name={t('stored')}
        state={isStored ? 'true' : 'pending'}
        text={isStored ? t('storedAll') : t('pending', { count: unstored })}
      />
    </dl>
  )
}

const factIcons = { true: IconCheck, pending: IconCircleDashed, false: IconX }

function Fact({ name, state, text }: { name: string; state: FactState; text: string }) {
  const Icon = factIcons[state]
  return (
    <div data-state={state}>
      <dt>
        <Icon size={14} stroke={2} aria-hidden="true" />
        {name}
      </dt>
      <dd>{text}</dd>
    </div>
  )
}

function CopyButton({ document }: { document: OpenDocument }) {
  const t = useTranslations('editor.status.action')
  const [result, setResult] = useState<'copied' | 'copyFailed'>()
  const copy = async () => setResult((await copyDocument(document)) ? 'copied' : 'copyFailed')
  return (
    <Button size="xs" variant="default" onClick={() => void copy()} data-testid="copy-text">
      {t(result ?? 'copy')}
    </Button>
  )
}

/** Whether the browser let us. Rich where it can be, plain everywhere. */
async function copyDocument(document: OpenDocument): Promise<boolean> {
  const { text, html } = document.localCopy()
  try {
    const asBlob = (content: string, type: string) => new Blob([content], { type })
    const item = { 'text/plain': asBlob(text, 'text/plain'), 'text/html': asBlob(html, 'text/html') }
    await navigator.clipboard.write([new ClipboardItem(item)])
    return true
  } catch {
    // Without permission, or on plain http: the person is told to select the text.
    return false
  }
}
