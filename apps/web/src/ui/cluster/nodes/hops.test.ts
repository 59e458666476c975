import { expect, test } from 'vitest'
import type { NodeView } from '../../api/views.ts'
import { hopsOf, otherWaysOf } from './hops.ts'

const path = {
  documentId: 'd',
  title: null,
  seq: 7,
  bytes: 30,
  receivedAt: 1_000,
  appliedMs: 0.5,
  committedMs: 2.5,
  sentMs: 3,
  publishedMs: 2.75,
}

const nodeThatHeard = (seq: number, heardAt: number): NodeView => ({
  id: 'other',
  host: 'b',
  version: '1',
  state: 'ready',
  startedAt: '2026-01-01T00:00:00.000Z',
  silentMs: 0,
  rooms: 0,
  liveRooms: 0,
  connections: 0,
  visits: 0,
  storage: 'healthy',
  storeLagMs: 0,
  queuedBytes: 0,
  heapBytes: 0,
  rssBytes: 0,
  eventLoopMs: 0,
  places: [],
  paths: [],
  heard: [{ documentId: 'd', title: null, seq, heardAt, sentAt: heardAt + 0.25 }],
})

test('the parts of a way add up to the whole of it', () => {
  const { apply, commit, send } = hopsOf(path)
  expect([apply, commit, send]).toEqual([0.5, 2, 0.5])
  expect(apply + commit + send).toBe(path.sentMs)
})

test('the way to another node begins where it was published, and belongs to this very update', () => {
  expect(otherWaysOf(path, [nodeThatHeard(7, 1_004)])).toMatchObject([{ publish: 0.25, hear: 1.25, send: 0.25 }])
  expect(otherWaysOf(path, [nodeThatHeard(8, 1_004)])).toEqual([])
  expect(otherWaysOf({ ...path, publishedMs: undefined }, [nodeThatHeard(7, 1_004)])).toEqual([])
})

test('a clock that runs behind makes no time negative', () => {
  expect(otherWaysOf(path, [nodeThatHeard(7, 900)])).toMatchObject([{ hear: 0 }])
})
