import type { TransportName } from '@duplex/protocol/client'
import { summarize } from '../findings/quantiles.ts'
import type { Job } from '../job/job.ts'
import { type Audit, isSameCount } from './audit.ts'
import type { LaneReport, ServerCount } from './lane-report.ts'
import { addCounts, nothingCounted, type PageCount } from './page-count.ts'
import type { Stopwatch } from './stopwatch.ts'

type ReportParts = Pick<LaneReport, 'state' | 'problem' | 'isEqual' | 'moments'> & {
  job: Job
  /** Of everybody who has a place, also of who has not connected yet. */
  seats: number
  transport: TransportName
  participants: readonly { readonly meter: { readonly count: PageCount }; readonly audits: readonly Audit[] }[]
  stopwatch: Stopwatch
}

export function reportOf({ job, seats, participants, stopwatch, ...known }: ReportParts): LaneReport {
  const isAudited = known.state === 'over' && participants.every(({ audits }) => audits.length > 0)
  const audits = isAudited ? participants.flatMap((one) => one.audits) : []
  return {
    ...known,
    page: participants.map(({ meter }) => meter.count).reduce(addCounts, nothingCounted),
    server: isAudited ? sumUp(audits) : undefined,
    isSameCount: isAudited ? participants.every((one) => isSameCount(one.audits.at(-1) as Audit)) : undefined,
    written: stopwatch.written,
    delivered: stopwatch.delivered,
    latency: summarize(stopwatch.latencies()),
    recoveryMs: stopwatch.recoveryMs,
    held: known.transport === 'polling' ? 0 : participants.length,
    unseated: 1 + job.readers - seats,
  }
}

function sumUp(audits: readonly Audit[]): ServerCount {
  const sum = (count: (audit: Audit) => number) => audits.reduce((total, audit) => total + count(audit), 0)
  return {
    requests: sum(({ server }) => server.requests),
    bytesUp: sum(({ server }) => server.bytesIn),
    bytesDown: sum(({ server }) => server.bytesOut),
  }
}
