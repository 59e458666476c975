import { type TransportName, transportNames } from '@duplex/protocol/client'
import { describe, expect, test } from 'vitest'
import { nothingCounted } from '../engine/page-count.ts'
import { toJob } from '../job/job.ts'
import { presets } from '../job/presets.ts'
import { type LaneFacts, recommend } from './recommend.ts'

/** What a run of a few seconds shows, over a network that lets everything through. */
const usual: Record<TransportName, { p95: number; bytes: number; requests: number; empty: number }> = {
  websocket: { p95: 8, bytes: 9_000, requests: 2, empty: 0 },
  sse: { p95: 9, bytes: 30_000, requests: 40, empty: 0 },
  'long-polling': { p95: 30, bytes: 60_000, requests: 90, empty: 2 },
  polling: { p95: 960, bytes: 70_000, requests: 80, empty: 30 },
}

function lanes(change: Partial<Record<TransportName, Partial<LaneFacts>>> = {}): LaneFacts[] {
  return transportNames.map((transport) => {
    const { p95, bytes, requests, empty } = usual[transport]
    return {
      transport,
      problem: undefined,
      isEqual: true,
      delivered: 60,
      latency: { count: 60, mean: p95 / 2, p50: p95 / 2, p95, p99: p95 },
      page: { ...nothingCounted, requests, emptyAnswers: empty, bytesUp: 1_000, bytesDown: 2_000 },
      server: { requests, bytesUp: bytes / 3, bytesDown: (bytes * 2) / 3 },
      recoveryMs: 300,
      ...change[transport],
    }
  })
}

const blocked = { problem: 'timeout', delivered: 0, latency: undefined } as const
const crowded = { problem: 'crowded', delivered: 0, latency: undefined } as const
const codesOf = (recommendation: ReturnType<typeof recommend>) => recommendation?.reasons.map(({ code }) => code)

describe('the recommendation', () => {
  test.each<[string, ReturnType<typeof toJob>, TransportName, TransportName, string]>([
    ['people type together', presets.typing, 'websocket', 'sse', 'bothSpeak'],
    ['a chat', presets.chat, 'websocket', 'sse', 'bothSpeak'],
    ['a dashboard', presets.dashboard, 'sse', 'websocket', 'onlyListen'],
    ['news now and then', presets.idle, 'sse', 'websocket', 'onlyListen'],
    [
      'somebody answers every now and then',
      toJob({ editsPerTenSeconds: 1, idlePercent: 50, answers: 1 }),
      'sse',
      'websocket',
      'seldomAnswers',
    ],
    [
      'figures that may be seconds old and always change',
      toJob({ editsPerTenSeconds: 20, answers: 0, pollIntervalMs: 5_000 }),
      'polling',
      'sse',
      'everyPollFinds',
    ],
    [
      'figures that may be seconds old and seldom change',
      toJob({ editsPerTenSeconds: 1, answers: 0, pollIntervalMs: 5_000 }),
      'sse',
      'websocket',
      'onlyListen',
    ],
  ])('%s', (_, job, wire, instead, reason) => {
    const recommendation = recommend(job, lanes())
    expect(recommendation).toMatchObject({ wire, instead })
    expect(codesOf(recommendation)).toContain(reason)
  })

  test.each<[string, Parameters<typeof lanes>[0], TransportName, TransportName | undefined, string[]]>([
    ['WebSockets are blocked', { websocket: blocked }, 'sse', 'long-polling', ['websocket']],
    [
      'streams are held back, too',
      { websocket: blocked, sse: blocked },
      'long-polling',
      'polling',
      ['websocket', 'sse'],
    ],
    [
      'only questions get through',
      { websocket: blocked, sse: blocked, 'long-polling': crowded },
      'polling',
      undefined,
      ['websocket', 'sse', 'long-polling'],
    ],
    ['a lane ended with another text', { websocket: { isEqual: false } }, 'sse', 'long-polling', ['websocket']],
  ])('where %s, it passes over what did not work and says so', (_, change, wire, instead, unfit) => {
    const recommendation = recommend(presets.typing, lanes(change))
    expect(recommendation).toMatchObject({ wire, instead })
    const passedOver = recommendation?.reasons.flatMap((reason) => (reason.code === 'unfit' ? reason.wire : []))
    expect(passedOver).toEqual(unfit)
  })

  test('gives figures of the run, and none where there is no difference', () => {
    expect(recommend(presets.typing, lanes())?.reasons).toEqual([
      { code: 'bothSpeak' },
      { code: 'faster', ownMs: 8, pollingMs: 960 },
      { code: 'lighter', ownBytes: 150, pollingBytes: 70_000 / 60 },
      { code: 'emptyPolls', share: 30 / 80, empty: 30 },
      { code: 'recovers', ms: 300 },
    ])
    const alike = { latency: { count: 60, mean: 5, p50: 5, p95: 8, p99: 8 }, recoveryMs: undefined }
    const polling = { ...alike, page: nothingCounted, server: { requests: 2, bytesUp: 3_000, bytesDown: 6_000 } }
    expect(codesOf(recommend(presets.typing, lanes({ websocket: alike, polling })))).toEqual(['bothSpeak'])
  })

  test('says of a stream that a WebSocket would be no faster, where that is so', () => {
    expect(codesOf(recommend(presets.dashboard, lanes()))).toContain('asFast')
    const slow = { latency: { count: 60, mean: 50, p50: 50, p95: 100, p99: 100 } }
    expect(codesOf(recommend(presets.dashboard, lanes({ sse: slow })))).not.toContain('asFast')
  })

  test('is none where nothing worked', () => {
    const nothing = { websocket: blocked, sse: blocked, 'long-polling': blocked, polling: blocked }
    expect(recommend(presets.typing, lanes(nothing))).toBeUndefined()
  })
})
