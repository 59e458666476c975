import type { Role } from '@duplex/protocol'
import type { ConnectionStatus, OutboxFacts } from '@duplex/protocol/client'
import { describe, expect, it } from 'vitest'
import { type DocumentStatus, isEditable, type PillKind, pillKindOf, wouldLoseText } from '../src/client/index.ts'

type Stop = Extract<ConnectionStatus, { kind: 'stopped' }>['cause']

const stored: OutboxFacts = { unsent: 0, unstored: 0, safety: 'stored' }
const unsent: OutboxFacts = { unsent: 2, unstored: 2, safety: 'onDevice' }
const received: OutboxFacts = { unsent: 0, unstored: 2, safety: 'received' }
const statusOf = (connection: ConnectionStatus, role: Role = 'editor'): DocumentStatus => ({
  connection,
  device: 'kept',
  role,
})
const live = (
  outbox: OutboxFacts,
  role: Role = 'editor',
  more: Partial<Extract<ConnectionStatus, { kind: 'live' }>> = {},
) => statusOf({ kind: 'live', role, synced: true, storage: 'healthy', nodes: 'joined', ...more, outbox }, role)
const stopped = (cause: Stop, outbox = unsent) => statusOf({ kind: 'stopped', cause, outbox })

const cases: [string, DocumentStatus, PillKind][] = [
  ['everything is committed', live(stored), 'stored'],
  ['a change is on its way', live(unsent), 'storing'],
  ['the server holds a change that is not committed', live(received), 'storing'],
  ['the state of the server has not arrived', live(unsent, 'editor', { synced: false }), 'connecting'],
  ['others are heard late', live(stored, 'editor', { nodes: 'apart' }), 'apart'],
  ['others are heard late by a reader', live(stored, 'viewer', { nodes: 'apart' }), 'apart'],
  ['the server cannot store', live(received, 'editor', { storage: 'degraded' }), 'storage-away'],
  ['a viewer reads', live(stored, 'viewer'), 'reading'],
  ['a former editor has unsent text', live(unsent, 'viewer'), 'held-back'],
  ['the browser is offline', statusOf({ kind: 'offline', outbox: unsent }), 'offline'],
  ['an attempt follows', statusOf({ kind: 'waiting', cause: 'abnormal', retryAt: 1, outbox: stored }), 'reconnecting'],
  [
    'the database is away',
    statusOf({ kind: 'waiting', cause: 'storageAway', retryAt: 1, outbox: unsent }),
    'storage-away',
  ],
  ['the document is set aside', statusOf({ kind: 'waiting', cause: 'damaged', retryAt: 1, outbox: unsent }), 'damaged'],
  ['the session ended', stopped('signedOut'), 'signed-out'],
  ['access ended', stopped('notFound'), 'access-removed'],
  ['access was refused', stopped('forbidden'), 'access-removed'],
  ['the document is in the trash', stopped('deleted'), 'deleted'],
  ['the page is too old', stopped('schemaTooOld'), 'outdated'],
  ['the document is too big', stopped('documentTooBig'), 'too-big'],
  ['a message was too big', stopped('messageTooBig'), 'too-big'],
  ['the server refused a message', stopped('policy'), 'stopped'],
]

describe('the pill', () => {
  it.each(cases)('when %s', (_, status, kind) => {
    expect(pillKindOf(status)).toBe(kind)
  })

  it('I11 says "stored" for nothing but a committed outbox', () => {
    const claims = cases.filter(([, , kind]) => kind === 'stored').map(([, status]) => status.connection.outbox.safety)
    expect(new Set(claims)).toEqual(new Set(['stored']))
    for (const [, status] of cases) {
      const uncommitted = { ...status, connection: { ...status.connection, outbox: received } }
      expect(pillKindOf(uncommitted)).not.toBe('stored')
    }
  })
})

describe('an open document', () => {
  it('can be written while its text can still reach the server one day', () => {
    const kinds = cases.filter(([, status]) => isEditable(status)).map(([, , kind]) => kind)
    for (const kind of ['access-removed', 'deleted', 'outdated', 'stopped', 'reading', 'held-back'] as const) {
      expect(kinds).not.toContain(kind)
    }
    for (const kind of ['stored', 'offline', 'reconnecting', 'signed-out', 'too-big'] as const) {
      expect(kinds).toContain(kind)
    }
  })

  it('would lose text when the page closes only where neither this device nor the server has it', () => {
    expect(wouldLoseText(live(unsent))).toBe(false)
    expect(wouldLoseText({ ...live(unsent), device: 'refused' })).toBe(true)
    expect(wouldLoseText({ ...live(unsent), device: 'writing' })).toBe(true)
    expect(wouldLoseText({ ...live(received), device: 'refused' })).toBe(false)
  })
})
