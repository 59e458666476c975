import { closeNameOf, closeTable } from '@duplex/protocol'
import { acceptGuid, type CloseRow, computeAccept, type HandshakeRow, type RetryRow } from '@duplex/protocol/wire'
import { useTranslations } from 'next-intl'
import { useEffect, useState } from 'react'
import classes from './details.module.css'
import { Field, Fields, Layer } from './layer.tsx'

export function HandshakeDetails({ row: { carriage, server } }: { row: HandshakeRow }) {
  const t = useTranslations('wire.layer')
  const openMs = carriage.openedAt === undefined ? undefined : Math.round(carriage.openedAt - carriage.startedAt)
  const isSocket = carriage.kind === 'websocket'
  return (
    <>
      <Layer title={t('handshake')} note={t(isSocket ? 'handshakeNote' : 'visitNote')}>
        <Fields>
          <Field term="url" seer="browser">
            {carriage.url}
          </Field>
          <Field term="offered" seer="browser">
            {carriage.offered.join(', ')}
          </Field>
          <Field term="selected" seer="server">
            {server?.protocol}
          </Field>
          <Field term="open" seer="browser">
            {openMs === undefined ? undefined : `${openMs} ms`}
          </Field>
          <Field term="request" seer="server">
            {server && `${server.requestBytes} B`}
          </Field>
          <Field term="answer" seer="server">
            {server && `101 · ${server.answerBytes} B`}
          </Field>
        </Fields>
      </Layer>
      {server && <AcceptLayer accepted={server.accept} secretKey={server.key} />}
    </>
  )
}

/** Computed here once more, by anybody who wants to see how. */
function AcceptLayer({ secretKey: key, accepted }: { secretKey: string; accepted: string }) {
  const t = useTranslations('wire.layer')
  const [computed, setComputed] = useState<string>()
  useEffect(() => {
    let isGone = false
    void computeAccept(key).then((accept) => {
      if (!isGone) setComputed(accept)
    })
    return () => {
      isGone = true
    }
  }, [key])
  return (
    <Layer title="Sec-WebSocket-Accept" note={t('acceptNote')}>
      <Fields>
        <Field term="key" seer="server">
          {key}
        </Field>
        <Field term="+ GUID" seer="page">
          {acceptGuid}
        </Field>
        <Field term="SHA-1, base64" seer="page">
          {computed && (
            <span className={computed === accepted ? classes.ok : classes.trouble} data-testid="wire-accept">
              {computed} {computed === accepted ? '=' : '≠'}
            </span>
          )}
        </Field>
        <Field term="accept" seer="server">
          {accepted}
        </Field>
      </Fields>
    </Layer>
  )
}

export function CloseDetails({ row: { carriage, verdict } }: { row: CloseRow }) {
  const t = useTranslations('wire.layer')
  const { end } = carriage
  const name = closeNameOf(end?.code ?? 1006)
  return (
    <Layer title={t('close')} note={t('closeNote')}>
      <Fields>
        <Field term="code" seer="browser">{`${end?.code} ${name ?? ''}`}</Field>
        <Field term="reason" seer="browser">
          {end?.reason}
        </Field>
        <Field term="meaning" seer="page">
          {name && closeTable[name].meaning}
        </Field>
        <Field term="verdict" seer="page">
          {verdict}
        </Field>
        <Field term="out" seer="browser">{`${carriage.out.messages} × message · ${carriage.out.bytes} B`}</Field>
        <Field term="in" seer="browser">{`${carriage.in.messages} × message · ${carriage.in.bytes} B`}</Field>
      </Fields>
    </Layer>
  )
}

export function RetryDetails({ row }: { row: RetryRow }) {
  const t = useTranslations('wire.layer')
  const [from, to] = row.bounds ?? []
  return (
    <Layer title={t('retry')} note={t('retryNote')}>
      <Fields>
        <Field term="cause" seer="browser">
          {row.cause}
        </Field>
        <Field term="attempt" seer="browser">
          {row.attempt}
        </Field>
        <Field term="bounds" seer="page">
          {to === undefined ? undefined : `${from} – ${to} ms`}
        </Field>
        <Field term="delay" seer="browser">{`${Math.round(row.delayMs)} ms`}</Field>
      </Fields>
      {to !== undefined && <meter min={0} max={to} value={row.delayMs} aria-label={t('retry')} />}
    </Layer>
  )
}
