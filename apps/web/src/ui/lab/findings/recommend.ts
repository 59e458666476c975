import { type TransportName, transportNames } from '@duplex/protocol/client'
import type { LaneReport } from '../engine/lane-report.ts'
import type { Job } from '../job/job.ts'

/** The part of a lane's report that counts. */
export type LaneFacts = Pick<
  LaneReport,
  'transport' | 'problem' | 'isEqual' | 'delivered' | 'latency' | 'page' | 'server' | 'recoveryMs'
>

/** Why; the words are elsewhere. Times in ms, shares in 0 to 1. */
export type Reason =
  | { readonly code: 'bothSpeak' | 'seldomAnswers' | 'onlyListen' }
  | { readonly code: 'everyPollFinds'; readonly intervalMs: number; readonly newsPerPoll: number }
  | { readonly code: 'faster'; readonly ownMs: number; readonly pollingMs: number }
  | { readonly code: 'lighter'; readonly ownBytes: number; readonly pollingBytes: number }
  | { readonly code: 'emptyPolls'; readonly share: number; readonly empty: number }
  | { readonly code: 'asFast'; readonly ownMs: number; readonly socketMs: number }
  | { readonly code: 'recovers'; readonly ms: number }
  | { readonly code: 'unfit'; readonly wire: TransportName; readonly problem: string }

export type Recommendation = {
  readonly wire: TransportName
  /** What to take where that one is blocked; undefined where nothing else worked. */
  readonly instead: TransportName | undefined
  readonly reasons: readonly Reason[]
}

/** Somebody who answers more seldom than this many seconds apart speaks well enough by requests. */
const seldomSeconds = 10
/** Who takes news that are so old may as well ask for them. */
const patientMs = 2_000
/** Below this, two figures are as good as the same. */
const clearlyMore = 1.5

type JobFacts = Pick<Job, 'editsPerTenSeconds' | 'idlePercent' | 'pollIntervalMs' | 'answers'>

/** Which wire suits a job, after what a run of it has shown. Undefined where none worked. */
export function recommend(job: JobFacts, lanes: readonly LaneFacts[]): Recommendation | undefined {
  const { order, because } = preferenceOf(job)
  const usable = order.filter((wire) => isUsable(laneOf(lanes, wire)))
  const [wire, instead] = usable
  if (wire === undefined) return undefined
  const passedOver = order.slice(0, order.indexOf(wire)).flatMap((name) => unfitness(laneOf(lanes, name)))
  const isFirst = wire === order[0]
  return { wire, instead, reasons: [...passedOver, ...(isFirst ? [because] : []), ...compare(lanes, wire)] }
}

function preferenceOf(job: JobFacts): { order: readonly TransportName[]; because: Reason } {
  const newsPerSecond = (job.editsPerTenSeconds / 10) * (1 - job.idlePercent / 100)
  const newsPerPoll = (newsPerSecond * job.pollIntervalMs) / 1_000
  const streamFirst: readonly TransportName[] = ['sse', 'websocket', 'long-polling', 'polling']
  if (job.answers === 1) {
    return newsPerSecond * seldomSeconds < 1
      ? { order: streamFirst, because: { code: 'seldomAnswers' } }
      : { order: transportNames, because: { code: 'bothSpeak' } }
  }
  if (job.pollIntervalMs >= patientMs && newsPerPoll >= 1) {
    const because = { code: 'everyPollFinds', intervalMs: job.pollIntervalMs, newsPerPoll } as const
    return { order: ['polling', ...streamFirst.filter((name) => name !== 'polling')], because }
  }
  return { order: streamFirst, because: { code: 'onlyListen' } }
}

function compare(lanes: readonly LaneFacts[], wire: TransportName): Reason[] {
  const [own, polling, socket] = [wire, 'polling', 'websocket'].map((name) => laneOf(lanes, name as TransportName))
  const reasons: Reason[] = []
  if (own === undefined) return reasons
  if (wire !== 'polling' && isUsable(polling)) reasons.push(...compareWithPolling(own, polling))
  if (wire === 'sse' && isUsable(socket) && own.latency && socket.latency) {
    const [ownMs, socketMs] = [own.latency.p95, socket.latency.p95]
    if (ownMs <= socketMs * clearlyMore) reasons.push({ code: 'asFast', ownMs, socketMs })
  }
  if (own.recoveryMs !== undefined) reasons.push({ code: 'recovers', ms: own.recoveryMs })
  return reasons
}

function compareWithPolling(own: LaneFacts, polling: LaneFacts): Reason[] {
  const reasons: Reason[] = []
  if (own.latency && polling.latency && polling.latency.p95 >= own.latency.p95 * clearlyMore) {
    reasons.push({ code: 'faster', ownMs: own.latency.p95, pollingMs: polling.latency.p95 })
  }
  const [ownBytes, pollingBytes] = [bytesPerDelivery(own), bytesPerDelivery(polling)]
  if (pollingBytes >= ownBytes * clearlyMore) {
    reasons.push({ code: 'lighter', ownBytes, pollingBytes })
  }
  const { emptyAnswers: empty, requests } = polling.page
  if (empty > 0 && empty * 5 >= requests) reasons.push({ code: 'emptyPolls', share: empty / requests, empty })
  return reasons
}

/** As the server counted them, with heads, where it was asked. */
export function bytesPerDelivery({
  server,
  page,
  delivered,
}: Pick<LaneFacts, 'server' | 'page' | 'delivered'>): number {
  const { bytesUp, bytesDown } = server ?? page
  return (bytesUp + bytesDown) / delivered
}

function unfitness(lane: LaneFacts | undefined): Reason[] {
  if (lane === undefined) return []
  const problem = lane.problem ?? (lane.isEqual === false ? 'unequal' : 'nothing')
  return [{ code: 'unfit', wire: lane.transport, problem }]
}

function isUsable(lane: LaneFacts | undefined): lane is LaneFacts {
  return lane !== undefined && lane.problem === undefined && lane.isEqual !== false && lane.delivered > 0
}

function laneOf(lanes: readonly LaneFacts[], wire: TransportName): LaneFacts | undefined {
  return lanes.find(({ transport }) => transport === wire)
}
