import { frameHeaderBytes, type MessageRow } from '@duplex/protocol/wire'
import { useTranslations } from 'next-intl'
import classes from './details.module.css'
import { Field, Fields, Layer } from './layer.tsx'
import { sightNumbers, sightTerms } from './terms.ts'
import type { RowWords } from './use-row-words.ts'
import { pathOf } from './use-row-words.ts'

type MessageDetailsProps = { row: MessageRow; words: RowWords; urlOf: (requestId: number) => string | undefined }

/** Three deep: what carried it, what the protocol says, what it means. */
export function MessageDetails({ row, words, urlOf }: MessageDetailsProps) {
  const t = useTranslations('wire.layer')
  return (
    <>
      {row.wire === 'websocket' ? <FrameLayer row={row} /> : <CarriedLayer row={row} url={urlOf(row.requestId ?? 0)} />}
      <Layer title={t('message')} note={t('messageNote')}>
        <Fields>
          <Field term="type" seer="browser">{`${sightNumbers[row.sight.name]} ${sightTerms[row.sight.name]}`}</Field>
          <Field term="size" seer="browser">{`${row.bytes} B`}</Field>
          <Field term="number" seer="browser">{`${row.number} (${row.direction})`}</Field>
        </Fields>
        <pre className={classes.bytes}>{hexOf(row.head, row.bytes)}</pre>
      </Layer>
      <Layer title={t('meaning')} note={t('meaningNote')}>
        <Meaning row={row} words={words} />
      </Layer>
    </>
  )
}

function FrameLayer({ row: { frame, direction, bytes } }: { row: MessageRow }) {
  const t = useTranslations('wire.layer')
  const headerBytes = frame?.headerBytes ?? frameHeaderBytes(direction, bytes)
  const isMasked = frame?.isMasked ?? direction === 'out'
  const seer = frame ? 'server' : 'page'
  return (
    <Layer title={t('frame')} note={t(direction === 'out' ? 'frameOutNote' : 'frameInNote')}>
      <Fields>
        <Field
          term="opcode"
          seer={seer}
        >{`${(frame?.start ?? 0x82) & 0x0f} ${opcodes[(frame?.start ?? 0x82) & 0x0f] ?? ''}`}</Field>
        <Field term="FIN" seer={seer}>
          {((frame?.start ?? 0x82) & 0x80) === 0 ? '0' : '1'}
        </Field>
        <Field term="mask" seer={seer}>
          {isMasked ? '1 · 4 B' : '0'}
        </Field>
        <Field term="payload" seer={seer}>{`${frame?.payloadBytes ?? bytes} B`}</Field>
        <Field term="header" seer={seer}>{`${headerBytes} B · ${percent(headerBytes, bytes)}`}</Field>
      </Fields>
    </Layer>
  )
}

const opcodes: Readonly<Record<number, string>> = {
  0: 'continuation',
  1: 'text',
  2: 'binary',
  8: 'close',
  9: 'ping',
  10: 'pong',
}

function CarriedLayer({ row: { event, bytes, requestId }, url }: { row: MessageRow; url: string | undefined }) {
  const t = useTranslations('wire.layer')
  return (
    <Layer title={t('carried')} note={t('carriedNote')}>
      <Fields>
        <Field term="request" seer="browser">
          {url && `${pathOf(url)} #${requestId}`}
        </Field>
        <Field term="event" seer="server">
          {event && `${event.bytes} B · ${event.messages} × message`}
        </Field>
        <Field term="overhead" seer="server">
          {event && event.messages === 1 ? percent(event.bytes - bytes, bytes) : undefined}
        </Field>
      </Fields>
    </Layer>
  )
}

function Meaning({ row, words }: { row: MessageRow; words: RowWords }) {
  if (row.deeds.length === 0) return <p className={classes.note}>{words.summary(row)}</p>
  return (
    <ul className={classes.deeds}>
      {row.deeds.map((deed) => (
        <li key={`${deed.kind} ${'clock' in deed ? `${deed.client} ${deed.clock}` : ''}`}>
          {words.deed(deed)}
          {deed.kind === 'insert' && <q className={classes.quote}>{deed.text}</q>}
        </li>
      ))}
    </ul>
  )
}

export function percent(part: number, whole: number): string {
  return whole === 0 ? '∞ %' : `${Math.round((part / whole) * 100)} %`
}

/** 16 bytes a line, in hexadecimal and as ASCII. */
function hexOf(head: Uint8Array, bytes: number): string {
  const lines: string[] = []
  for (let at = 0; at < Math.min(head.length, 96); at += 16) {
    const part = [...head.subarray(at, at + 16)]
    const hex = part.map((byte) => byte.toString(16).padStart(2, '0')).join(' ')
    const ascii = part.map((byte) => (byte > 31 && byte < 127 ? String.fromCharCode(byte) : '·')).join('')
    lines.push(`${at.toString(16).padStart(4, '0')}  ${hex.padEnd(47)}  ${ascii}`)
  }
  return lines.join('\n') + (bytes > 96 ? '\n…' : '')
}
