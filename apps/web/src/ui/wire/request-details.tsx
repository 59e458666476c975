import type { ControlRow, RequestRow } from '@duplex/protocol/wire'
import { useTranslations } from 'next-intl'
import { Field, Fields, Layer } from './layer.tsx'
import { percent } from './message-details.tsx'

export function RequestDetails({ row: { request, server, timing } }: { row: RequestRow }) {
  const t = useTranslations('wire.layer')
  const total = server && server.headBytes + server.bodyBytes + server.answerBytes
  const bodies = request.sentBytes + request.answerBytes
  return (
    <Layer title={t('request')} note={t('requestNote')}>
      <Fields>
        <Field term="method" seer="browser">
          {request.method}
        </Field>
        <Field term="url" seer="browser">
          {request.url}
        </Field>
        <Field term="status" seer="browser">
          {request.status}
        </Field>
        <Field term="protocol" seer="browser">
          {timing?.protocol}
        </Field>
        <Field term="duration" seer="browser">
          {timing && `${timing.durationMs.toFixed(1)} ms`}
        </Field>
        <Field term="answer" seer="browser">
          {timing && timing.transferBytes > 0 ? `${timing.transferBytes} B` : undefined}
        </Field>
        {'messagesOut' in request && (
          <Field term="bodies" seer="browser">
            {`→ ${request.sentBytes} B (${request.messagesOut} × message) · ← ${request.answerBytes} B (${request.messagesIn} × message)`}
          </Field>
        )}
        <Field term="request" seer="server">
          {server && `${server.headBytes} B + ${server.bodyBytes} B`}
        </Field>
        <Field term="answer" seer="server">
          {server && `${server.answerBytes} B`}
        </Field>
        <Field term="overhead" seer="page">
          {total !== undefined && bodies > 0 ? percent(total - bodies, bodies) : undefined}
        </Field>
      </Fields>
    </Layer>
  )
}

export function ControlDetails({ row: { frame, bytes, name } }: { row: ControlRow }) {
  const t = useTranslations('wire.layer')
  const roundTripUs = frame?.roundTripUs ?? 0
  return (
    <Layer title={name} note={t(name === 'comment' ? 'commentNote' : 'controlNote')}>
      <Fields>
        <Field term="opcode" seer="server">
          {frame && frame.start % 16}
        </Field>
        <Field term="mask" seer="server">
          {frame && (frame.isMasked ? '1 · 4 B' : '0')}
        </Field>
        <Field term="size" seer="server">{`${bytes} B`}</Field>
        <Field term="round trip" seer="server">
          {roundTripUs > 0 ? `${(roundTripUs / 1000).toFixed(2)} ms` : undefined}
        </Field>
      </Fields>
    </Layer>
  )
}
