import type { Direction, MessageRow, SightName, WireRow } from '@duplex/protocol/wire'

/** The protocol's own words: the same in every language, as PROTOCOL.md has them. */
export const sightTerms: Readonly<Record<SightName, string>> = {
  step1: 'step 1',
  step2: 'step 2',
  update: 'update',
  awareness: 'awareness',
  queryAwareness: 'query awareness',
  hello: 'hello',
  acknowledgement: 'ack',
  heartbeat: 'heartbeat',
  notice: 'notice',
  inspect: 'inspect',
  report: 'report',
  trace: 'trace',
  unknown: '?',
}

/** First numbers of a message: its type, and of sync messages the kind. */
export const sightNumbers: Readonly<Record<SightName, string>> = {
  step1: '0 · 0',
  step2: '0 · 1',
  update: '0 · 2',
  awareness: '1',
  queryAwareness: '3',
  hello: '100',
  acknowledgement: '101',
  heartbeat: '102',
  notice: '103',
  inspect: '104',
  report: '105',
  trace: '106',
  unknown: '?',
}

/** The protocol's word for what a row is. */
export function termOf(row: WireRow): string {
  switch (row.kind) {
    case 'message':
      return sightTerms[row.sight.name]
    case 'control':
      return row.name
    case 'request':
      return row.request.method || 'HTTP'
    case 'handshake':
      return row.carriage.kind === 'visit' ? 'visit' : row.carriage.isProbe ? 'probe' : 'handshake'
    default:
      return row.kind
  }
}

/** The wire that a row is of, as everywhere: by colour and by word. */
export type WireName = 'socket' | 'sse' | 'poll' | 'http'

export function wireOf(row: WireRow, requestOf: (id: number) => string | undefined): WireName {
  switch (row.kind) {
    case 'message':
      return row.wire === 'websocket' ? 'socket' : wireOfPurpose(requestOf(row.requestId ?? 0))
    case 'control':
      return row.name === 'comment' ? 'sse' : 'socket'
    case 'request':
      return wireOfPurpose(row.request.purpose)
    case 'handshake':
    case 'close':
      return row.carriage.kind === 'visit' ? 'http' : 'socket'
    case 'retry':
      return 'http'
  }
}

function wireOfPurpose(purpose: string | undefined): WireName {
  if (purpose === 'listen') return 'sse'
  return purpose === 'ask' ? 'poll' : 'http'
}

export const arrows: Readonly<Record<Direction, string>> = { out: '→', in: '←' }

/** Bytes on the wire, as far as they are known: a frame with its header, an event, a request with its answer. */
export function bytesOf(row: WireRow, headerBytes: (row: MessageRow) => number): number | undefined {
  switch (row.kind) {
    case 'message':
      return row.bytes + headerBytes(row)
    case 'control':
      return row.bytes
    case 'request': {
      const { server, timing, request } = row
      if (server) return server.headBytes + server.bodyBytes + server.answerBytes
      return request.sentBytes + (timing?.transferBytes || request.answerBytes) || undefined
    }
    case 'handshake':
      return row.server && row.server.requestBytes + row.server.answerBytes
    default:
      return undefined
  }
}
