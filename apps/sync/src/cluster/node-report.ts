import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks'
import { maxReportedDocuments, maxReportedPeople, type NodePlace, type NodeReport } from '@duplex/db'
import type { Connection } from '../connection/connection.ts'
import type { StorageState } from '../store/store.ts'
import type { UpdatePaths } from './update-paths.ts'

export type ReportContext = {
  readonly rooms: {
    readonly count: number
    readonly open: readonly { readonly isLive: boolean }[]
    readonly queue: { readonly bytes: number }
  }
  readonly connections: { all(): readonly Connection[] }
  readonly visits: { readonly count: number }
  readonly store: { readonly state: StorageState; readonly lagMs: number }
  readonly paths: UpdatePaths
}

const loopResolutionMs = 20
const nsPerMs = 1e6

/** What this process says of itself. The first call begins to watch the event loop. */
export function createNodeReport({ rooms, connections, visits, store, paths }: ReportContext): () => NodeReport {
  let loop: IntervalHistogram | undefined
  return () => {
    const { heapUsed, rss } = process.memoryUsage()
    const open = connections.all()
    const eventLoopMs = loop ? Math.max(0, loop.percentile(99) / nsPerMs - loopResolutionMs) : 0
    loop ??= watchLoop()
    loop.reset()
    return {
      rooms: rooms.count,
      liveRooms: rooms.open.filter(({ isLive }) => isLive).length,
      connections: open.length,
      visits: visits.count,
      storage: store.state,
      storeLagMs: Math.round(store.lagMs),
      queuedBytes: rooms.queue.bytes,
      heapBytes: heapUsed,
      rssBytes: rss,
      eventLoopMs: Number.isFinite(eventLoopMs) ? eventLoopMs : 0,
      places: placesOf(open),
      paths: [...paths.newest],
      heard: [...paths.heard],
    }
  }
}

function watchLoop(): IntervalHistogram {
  const loop = monitorEventLoopDelay({ resolution: loopResolutionMs })
  loop.enable()
  return loop
}

/** Who is in which document, the fullest first. */
function placesOf(open: readonly Connection[]): NodePlace[] {
  const byDocument = new Map<string, Map<string, number>>()
  for (const { passport } of open) {
    const people = byDocument.get(passport.documentId) ?? new Map<string, number>()
    people.set(passport.userId, (people.get(passport.userId) ?? 0) + 1)
    byDocument.set(passport.documentId, people)
  }
  return [...byDocument]
    .sort(([, a], [, b]) => b.size - a.size)
    .slice(0, maxReportedDocuments)
    .map(([documentId, people]) => ({
      documentId,
      peopleCount: people.size,
      people: [...people].slice(0, maxReportedPeople).map(([userId, connections]) => ({ userId, connections })),
    }))
}
