import { describe, expect, test } from 'vitest'
import type { SeenRequest } from '../../probe.ts'
import { type Culprit, diagnose, type FixName, type Hop, type Weight } from './diagnose.ts'
import type { Findings } from './findings.ts'

const page = 'https://docs.example.org'
const seen: SeenRequest = {
  kind: 'socket',
  httpVersion: '1.1',
  hasUpgrade: true,
  connection: 'upgrade',
  origin: page,
  isOriginAllowed: true,
  forwardedCount: 1,
}
const accepted = { origin: page, isAccepted: true }
const MiB = 1024 * 1024

const well: Findings = {
  web: { kind: 'answered', ms: 5 },
  cookies: { kind: 'arrived' },
  sync: { kind: 'answered', ms: 5 },
  origin: { page, web: accepted, sync: accepted },
  clock: { browserMs: 20, serversMs: -3 },
  protocol: { browser: 'h2', server: '1.1', proxies: 1 },
  upgrade: { kind: 'open', ms: 9 },
  echo: { kind: 'returned', ms: 2 },
  messages: {
    sizes: [
      { bytes: MiB / 16, ms: 5 },
      { bytes: MiB, ms: 40 },
    ],
  },
  events: { kind: 'streamed', sentMs: 1_200, lateMs: 12 },
  body: { passedBytes: MiB, refused: undefined },
  held: { kind: 'answered', askedMs: 20_000 },
  idle: { kind: 'kept', askedMs: 70_000 },
}
const refused = (change: Partial<SeenRequest>) =>
  ({ upgrade: { kind: 'refused', seen: { ...seen, ...change } } }) as const
const failed = (status: number | undefined, isOurs = false) => ({ kind: 'failed', status, isOurs }) as const
const foreign = { origin: 'http://127.0.0.1:1234', isAccepted: false }
const heldBack = { kind: 'streamed', sentMs: 1_200, lateMs: 910 } as const
const cut = (afterMs: number) => ({ idle: { kind: 'cut', askedMs: 70_000, afterMs, code: 1006 } }) as const

type Row = [words: string, findings: Partial<Findings>, culprit: Culprit, hop: Hop, weight: Weight, fix?: FixName]

const table: Row[] = [
  ['no answer of web', { web: failed(502) }, 'web-away', 'proxy-web', 'broken', 'routing'],
  ['no cookie', { web: well.web, cookies: { kind: 'missing' } }, 'signed-out', 'session', 'broken'],
  ['a server that is busy', { ...well, sync: failed(503, true) }, 'busy', 'installation', 'note'],
  ['/sync answered by web', { ...well, sync: failed(404) }, 'sync-not-routed', 'proxy-sync', 'broken', 'routing'],
  ['nobody behind /sync', { ...well, sync: failed(502) }, 'sync-away', 'proxy-sync', 'broken', 'routing'],
  ['no answer below /sync', { ...well, sync: failed(undefined) }, 'sync-away', 'proxy-sync', 'broken', 'routing'],
  [
    'an origin that a proxy changed',
    { ...well, sync: failed(403), origin: { page, web: accepted, sync: foreign } },
    'origin-rewritten',
    'proxy-sync',
    'broken',
    'origin',
  ],
  [
    'an origin that nobody knows',
    { ...well, sync: failed(403), origin: { page, web: accepted, sync: { origin: page, isAccepted: false } } },
    'origin-unknown',
    'installation',
    'broken',
    'settings',
  ],
  [
    'an origin that web does not know',
    { web: well.web, origin: { page, web: { origin: undefined, isAccepted: false }, sync: undefined } },
    'origin-unknown',
    'installation',
    'broken',
    'settings',
  ],
  [
    'a handshake without its upgrade',
    { ...well, ...refused({ hasUpgrade: false, httpVersion: '1.0', connection: 'close' }) },
    'upgrade-dropped',
    'proxy-sync',
    'slow',
    'upgrade',
  ],
  [
    'a handshake that never arrived',
    { ...well, upgrade: { kind: 'refused', seen: undefined } },
    'upgrade-not-passed',
    'proxy',
    'slow',
    'upgrade',
  ],
  ['a handshake whose answer was lost', { ...well, ...refused({}) }, 'upgrade-not-passed', 'proxy', 'slow', 'upgrade'],
  [
    'a handshake from elsewhere',
    { ...well, ...refused({ isOriginAllowed: false, origin: 'http://x' }) },
    'origin-rewritten',
    'proxy-sync',
    'slow',
    'origin',
  ],
  [
    'a socket without an answer',
    { ...well, upgrade: { kind: 'silent' } },
    'socket-swallowed',
    'proxy',
    'slow',
    'upgrade',
  ],
  ['a socket without echo', { ...well, echo: { kind: 'lost' } }, 'socket-swallowed', 'proxy', 'slow', 'upgrade'],
  [
    'a large message that is lost',
    {
      ...well,
      messages: {
        sizes: [
          { bytes: MiB / 16, ms: 5 },
          { bytes: MiB, ms: undefined },
        ],
      },
    },
    'messages-limited',
    'proxy',
    'broken',
  ],
  ['silence cut after a minute', { ...well, ...cut(60_012) }, 'silence-cut', 'proxy-sync', 'note', 'silence'],
  ['silence cut after 15 s', { ...well, ...cut(15_000) }, 'silence-cut-early', 'proxy-sync', 'broken', 'silence'],
  ['events that are held back', { ...well, events: heldBack }, 'events-held-back', 'proxy-sync', 'slow', 'buffering'],
  ['events that are cut', { ...well, events: failed(504) }, 'events-cut', 'proxy-sync', 'slow', 'buffering'],
  [
    'bodies of 8 KiB',
    { ...well, body: { passedBytes: 4_096, refused: { bytes: 16_384, status: 413 } } },
    'body-limited',
    'proxy',
    'slow',
    'body',
  ],
  [
    'no bodies at all',
    { ...well, body: { passedBytes: 0, refused: { bytes: 1_024, status: 403 } } },
    'bodies-blocked',
    'proxy',
    'slow',
    'body',
  ],
  [
    'answers that may not wait',
    { ...well, held: { kind: 'cut', askedMs: 20_000, afterMs: 10_020, status: 504 } },
    'held-cut',
    'proxy-sync',
    'slow',
    'silence',
  ],
  [
    'servers whose clocks differ',
    { ...well, clock: { browserMs: 0, serversMs: -45_000 } },
    'servers-apart',
    'installation',
    'broken',
  ],
  [
    'a device whose clock is wrong',
    { ...well, clock: { browserMs: 3_600_000, serversMs: 0 } },
    'device-clock',
    'device',
    'note',
  ],
]

describe('the diagnosis', () => {
  test('of what works is that all is well, and nothing is known before anything is', () => {
    expect(diagnose(well)).toEqual([])
    expect(diagnose({})).toEqual([])
  })

  test.each(table)('of %s', (_, findings, culprit, hop, weight, fix) => {
    const found = diagnose(findings)
    expect(found.map((diagnosis) => diagnosis.culprit)).toEqual([culprit])
    expect(found[0]).toMatchObject({ hop, weight, fix })
  })

  test('of what only hurts without WebSockets is worse where there are none, and the worst comes first', () => {
    const body = { passedBytes: 4_096, refused: { bytes: 16_384, status: 413 } }
    const found = diagnose({ ...well, ...refused({ hasUpgrade: false }), body, ...cut(60_000) })
    expect(found.map(({ culprit, weight }) => [culprit, weight])).toEqual([
      ['body-limited', 'broken'],
      ['upgrade-dropped', 'slow'],
      ['silence-cut', 'note'],
    ])
  })

  test('names every culprit that there is', () => {
    const culprits = new Set(table.map(([, , culprit]) => culprit))
    // The table is typed, so it holds no others; each row has one of its own, or shares it.
    expect(culprits.size).toBe(20)
  })

  test('says how long, how much and where from', () => {
    expect(diagnose({ ...well, ...cut(60_012) })[0]?.facts).toEqual({ seconds: 60 })
    const body = { passedBytes: 4_096, refused: { bytes: 16_384, status: 413 } }
    expect(diagnose({ ...well, body })[0]?.facts).toEqual({ passed: 4_096, refused: 16_384, status: 413 })
    expect(diagnose({ ...well, origin: { page, web: accepted, sync: foreign } })[0]?.facts).toEqual({
      page,
      arrived: foreign.origin,
    })
  })
})
