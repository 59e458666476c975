import { closeNameOf } from '@duplex/protocol'
import type {
  CloseRow,
  ControlRow,
  Deed,
  HandshakeRow,
  RequestRow,
  RetryRow,
  Sight,
  WireRow,
} from '@duplex/protocol/wire'
import { useFormatter, useTranslations } from 'next-intl'
import { useMemo } from 'react'

export type RowWords = {
  readonly summary: (row: WireRow) => string
  readonly deed: (deed: Deed) => string
}

type Translate = ReturnType<typeof useTranslations<'wire.say'>>
type Format = ReturnType<typeof useFormatter>

/** What each row means, in one sentence. */
export function useRowWords(nameOf: (client: number) => string | undefined): RowWords {
  const t = useTranslations('wire.say')
  const format = useFormatter()
  return useMemo(() => {
    const deed = (one: Deed) => sayDeed(t, one)
    return { deed, summary: (row) => sayRow({ t, format, nameOf }, row) }
  }, [t, format, nameOf])
}

type Speaking = { t: Translate; format: Format; nameOf: (client: number) => string | undefined }

function sayRow(speaking: Speaking, row: WireRow): string {
  switch (row.kind) {
    case 'message':
      if (row.deeds.length > 0) return row.deeds.map((deed) => sayDeed(speaking.t, deed)).join(speaking.t('and'))
      return saySight(speaking, row.sight)
    case 'control':
      return sayControl(speaking.t, row)
    case 'handshake':
      return sayHandshake(speaking.t, row)
    case 'close':
      return sayClose(speaking.t, row)
    case 'retry':
      return sayRetry(speaking.t, row)
    case 'request':
      return sayRequest(speaking.t, row)
  }
}

function sayDeed(t: Translate, deed: Deed): string {
  if (deed.kind === 'many') {
    const { structs, clients, deletions } = deed
    return t('many', { structs, clients, deletions })
  }
  const place = deed.place ? t('place', { name: deed.place.name, block: deed.place.block }) : t('somewhere')
  const { client, clock: from } = deed
  switch (deed.kind) {
    case 'insert':
      return t('insert', { count: deed.length, place, client: String(client), clocks: clocksOf(from, deed.length) })
    case 'delete':
      return t('delete', { count: deed.length, place, client: String(client), clocks: clocksOf(from, deed.length) })
    case 'node':
      return t('node', { name: deed.name, place, client: String(client), clocks: clocksOf(from, 1) })
    case 'format':
      return t(deed.isOn ? 'formatOn' : 'formatOff', { name: deed.name, place, client: String(client) })
    case 'attribute':
      return t('attribute', { name: deed.name, place, client: String(client) })
  }
}

function clocksOf(from: number, length: number): string {
  return length === 1 ? String(from) : `${from}–${from + length - 1}`
}

function saySight({ t, format, nameOf }: Speaking, sight: Sight): string {
  switch (sight.name) {
    case 'step1':
      return t('step1', { clients: sight.clients })
    case 'step2':
    case 'update':
      return sight.updateBytes <= 2 ? t('emptyUpdate') : t('someUpdate', { bytes: sight.updateBytes })
    case 'awareness': {
      const gone = sight.entries.filter(({ state }) => state === null)
      const here = sight.entries.filter(({ state }) => state !== null)
      const names = (entries: typeof here) =>
        format.list([...new Set(entries.map(({ client }) => nameOf(client) ?? `client ${client}`))])
      const parts = [
        ...(here.length > 0 ? [t('presence', { names: names(here) })] : []),
        ...(gone.length > 0 ? [t('gone', { names: names(gone) })] : []),
      ]
      return parts.join(t('and')) || t('nobody')
    }
    case 'hello': {
      const { node, role, heartbeatMs } = sight.hello
      return t('hello', { node: node.slice(0, 8), role, seconds: heartbeatMs / 1000 })
    }
    case 'acknowledgement': {
      const { received, stored, seq, digest } = sight.acknowledgement
      return t(digest.length > 0 ? 'storedWithDigest' : 'stored', { received, stored, seq: String(seq) })
    }
    case 'heartbeat':
      return t('heartbeat', { offset: Math.round(sight.offsetMs) })
    case 'notice':
      return sayNotice(t, sight.notice)
    case 'queryAwareness':
      return t('queryAwareness')
    case 'inspect':
      return t('inspect', { wish: sight.wish ?? '?' })
    case 'report':
      return t('report', { records: sight.report.records.length })
    case 'trace':
      return t('trace', { trace: sight.traceId.slice(0, 8) })
    case 'unknown':
      return t('unknown', { type: sight.type ?? 0 })
  }
}

function sayNotice(t: Translate, notice: Extract<Sight, { name: 'notice' }>['notice']): string {
  switch (notice?.kind) {
    case 'title':
      return t('title', { title: notice.title })
    case 'size':
      return t('size', { bytes: notice.bytes, limit: notice.maxBytes })
    case 'storage':
      return t(notice.state === 'degraded' ? 'storageAway' : 'storageBack')
    case 'nodes':
      return t(notice.state === 'apart' ? 'nodesApart' : 'nodesJoined')
    case 'return':
      return t('returnTicket', { minutes: Math.round(notice.lifeMs / 60_000) })
    default:
      return ''
  }
}

function sayControl(t: Translate, { name, frame }: ControlRow): string {
  if (name === 'pong' && frame && frame.roundTripUs > 0) return t('pong', { ms: (frame.roundTripUs / 1000).toFixed(1) })
  return t(name === 'pong' ? 'pongAnswer' : name)
}

function sayHandshake(t: Translate, { carriage }: HandshakeRow): string {
  const { openedAt, startedAt, end, isProbe } = carriage
  if (isProbe) return t(end && end.code >= 4000 ? 'probeThrough' : end ? 'probeBlocked' : 'probe')
  if (openedAt !== undefined) return t('opened', { ms: Math.round(openedAt - startedAt), url: pathOf(carriage.url) })
  return t(end ? 'refused' : 'opening', { url: pathOf(carriage.url) })
}

function sayClose(t: Translate, { carriage, verdict }: CloseRow): string {
  const { code = 1006, by = 'other' } = carriage.end ?? {}
  return t(by === 'page' ? 'closedByPage' : 'closed', { code: String(code), name: closeNameOf(code) ?? '?', verdict })
}

function sayRetry(t: Translate, { attempt, delayMs, bounds, cause }: RetryRow): string {
  const seconds = (ms: number) => (ms / 1000).toFixed(1)
  const said = { attempt, delay: seconds(delayMs), cause }
  return bounds ? t('retry', { ...said, from: seconds(bounds[0]), to: seconds(bounds[1]) }) : t('retryNamed', said)
}

function sayRequest(t: Translate, { request, timing }: RequestRow): string {
  const ms = Math.round(timing?.durationMs ?? (request.endedAt ?? Date.now()) - request.startedAt)
  const path = pathOf(request.url)
  if (request.endedAt === undefined) return t('requestOpen', { path })
  return request.status === undefined
    ? t('requestFailed', { path, ms })
    : t('request', { path, status: String(request.status), ms })
}

/** Without the document's id, which is the same in all of them. */
export function pathOf(url: string): string {
  const path = url.replace(/^[a-z]+:\/\/[^/]+/, '').replace(/^\/sync\/v1\/[0-9a-f-]{36}\/visit/, 'visit')
  return path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, (id) => `${id.slice(0, 4)}…`)
}
