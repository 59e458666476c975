import * as limits from '../../limits.ts'
import type { Failure, Findings } from './findings.ts'

/** Between what and what it goes wrong, or at whom. */
export type Hop = 'device' | 'proxy' | 'proxy-web' | 'proxy-sync' | 'installation' | 'session'

/** `broken`: people cannot work. `slow`: they can, another way. `note`: nothing that hurts Duplex. */
export type Weight = 'broken' | 'slow' | 'note'

/** Which lines of a proxy's configuration help. `settings`: Duplex's own variables. */
export type FixName = 'routing' | 'upgrade' | 'silence' | 'buffering' | 'body' | 'origin' | 'settings'

export type Culprit =
  | 'web-away'
  | 'signed-out'
  | 'busy'
  | 'origin-unknown'
  | 'origin-rewritten'
  | 'sync-not-routed'
  | 'sync-away'
  | 'upgrade-dropped'
  | 'upgrade-not-passed'
  | 'socket-swallowed'
  | 'messages-limited'
  | 'events-held-back'
  | 'events-cut'
  | 'body-limited'
  | 'bodies-blocked'
  | 'held-cut'
  | 'silence-cut'
  | 'silence-cut-early'
  | 'servers-apart'
  | 'device-clock'

/** What was found, in what it takes to say it: `facts` are numbers and addresses of this page, never a secret. */
export type Diagnosis = {
  readonly culprit: Culprit
  readonly hop: Hop
  readonly weight: Weight
  readonly fix: FixName | undefined
  readonly facts: Readonly<Record<string, string | number>>
}

/** The server says something at least so often, so a shorter silence of a proxy cuts what is in use. */
const maxOwnSilenceMs = limits.heartbeatMs * 1.1
/** An event that is late by so much of the time that the events were sent in waited for others on the way. */
const heldBackShare = 0.5
/** A ticket must not look expired, or come from the future, to the other server. */
const maxServersApartMs = (limits.ticketLifeSeconds * 1000) / 2
const maxDeviceApartMs = 120_000
/** Pages send bodies of up to so many bytes while somebody writes. */
const neededBodyBytes = limits.MiB

const weights: readonly Weight[] = ['broken', 'slow', 'note']

/** What is wrong, the worst first. Empty: as far as was tried, all is well. */
export function diagnose(findings: Partial<Findings>): Diagnosis[] {
  const found = [...entranceOf(findings), ...socketOf(findings), ...fallbackOf(findings), ...clocksOf(findings)]
  return found.toSorted((a, b) => weights.indexOf(a.weight) - weights.indexOf(b.weight))
}

function entranceOf({ web, cookies, origin, sync }: Partial<Findings>): Diagnosis[] {
  if (web?.kind === 'failed') return [ofFailure(web, 'web-away', 'proxy-web', 'routing')]
  if (cookies?.kind === 'missing') return [{ ...named('signed-out', 'session', 'broken'), facts: {} }]
  const refused = [origin?.web, origin?.sync].find((arrived) => arrived?.isAccepted === false)
  if (origin && refused) return [ofOrigin(origin.page, refused.origin)]
  if (sync?.kind !== 'failed') return []
  const isElsewhere = sync.status !== undefined && sync.status < 500
  return [ofFailure(sync, isElsewhere ? 'sync-not-routed' : 'sync-away', 'proxy-sync', 'routing')]
}

/** A server that says no by itself is there; it may be busy, and no proxy is to blame. */
function ofFailure(failure: Failure, culprit: Culprit, hop: Hop, fix: FixName): Diagnosis {
  if (failure.isOurs) return { ...named('busy', 'installation', 'note'), facts: { status: failure.status ?? 0 } }
  return { ...named(culprit, hop, 'broken', fix), facts: { status: failure.status ?? 0 } }
}

/** Where the page's own origin arrived, the installation does not know it; where another one did, somebody changed it. */
function ofOrigin(page: string, arrived: string | undefined): Diagnosis {
  if (arrived === undefined || arrived === page)
    return { ...named('origin-unknown', 'installation', 'broken', 'settings'), facts: { page } }
  return { ...named('origin-rewritten', 'proxy-sync', 'broken', 'origin'), facts: { page, arrived } }
}

function socketOf({ upgrade, echo, messages, idle, protocol }: Partial<Findings>): Diagnosis[] {
  const found: Diagnosis[] = []
  if (upgrade?.kind === 'refused') found.push(ofUpgrade(upgrade.seen, protocol?.server))
  if (upgrade?.kind === 'silent' || echo?.kind === 'lost')
    found.push({ ...named('socket-swallowed', 'proxy', 'slow', 'upgrade'), facts: {} })
  const lost = messages?.sizes.find(({ ms }) => ms === undefined)
  if (lost) found.push({ ...named('messages-limited', 'proxy', 'broken'), facts: { bytes: lost.bytes } })
  if (idle?.kind === 'cut') found.push(ofSilence(idle.afterMs))
  return found
}

function ofUpgrade(
  seen: Extract<Findings['upgrade'], { kind: 'refused' }>['seen'],
  server: string | undefined,
): Diagnosis {
  if (seen && !seen.isOriginAllowed)
    return {
      ...named('origin-rewritten', 'proxy-sync', 'slow', 'origin'),
      facts: { page: '', arrived: seen.origin ?? '' },
    }
  // It came with its upgrade, and still no socket opened here: the answer was lost.
  if (seen?.hasUpgrade) return { ...named('upgrade-not-passed', 'proxy', 'slow', 'upgrade'), facts: {} }
  if (seen)
    return { ...named('upgrade-dropped', 'proxy-sync', 'slow', 'upgrade'), facts: { version: seen.httpVersion } }
  return { ...named('upgrade-not-passed', 'proxy', 'slow', 'upgrade'), facts: { version: server ?? '' } }
}

function ofSilence(afterMs: number): Diagnosis {
  const facts = { seconds: Math.round(afterMs / 1000) }
  return afterMs <= maxOwnSilenceMs
    ? { ...named('silence-cut-early', 'proxy-sync', 'broken', 'silence'), facts }
    : { ...named('silence-cut', 'proxy-sync', 'note', 'silence'), facts }
}

/** What matters where WebSockets do not get through; where they do, it is as good as not there until then. */
function fallbackOf({ events, body, held, upgrade, echo }: Partial<Findings>): Diagnosis[] {
  const isNeeded = upgrade !== undefined && (upgrade.kind !== 'open' || echo?.kind === 'lost')
  const weight = isNeeded ? 'broken' : 'slow'
  const found: Diagnosis[] = []
  if (events?.kind === 'failed') found.push({ ...named('events-cut', 'proxy-sync', weight, 'buffering'), facts: {} })
  else if (events && isHeldBack(events)) {
    const facts = { sent: events.sentMs, late: events.lateMs }
    found.push({ ...named('events-held-back', 'proxy-sync', 'slow', 'buffering'), facts })
  }
  if (body && body.passedBytes < neededBodyBytes) found.push(ofBody(body, weight))
  if (held?.kind === 'cut') {
    const facts = { seconds: Math.round(held.afterMs / 1000), asked: Math.round(held.askedMs / 1000) }
    found.push({ ...named('held-cut', 'proxy-sync', weight, 'silence'), facts })
  }
  return found
}

export function isHeldBack({ sentMs, lateMs }: Extract<Findings['events'], { kind: 'streamed' }>): boolean {
  return lateMs > sentMs * heldBackShare
}

function ofBody({ passedBytes, refused }: Findings['body'], weight: Weight): Diagnosis {
  const facts = { passed: passedBytes, refused: refused?.bytes ?? 0, status: refused?.status ?? 0 }
  if (passedBytes === 0) return { ...named('bodies-blocked', 'proxy', weight, 'body'), facts }
  return { ...named('body-limited', 'proxy', weight, 'body'), facts }
}

function clocksOf({ clock }: Partial<Findings>): Diagnosis[] {
  if (!clock) return []
  const seconds = (ms: number) => ({ seconds: Math.round(Math.abs(ms) / 1000) })
  if (Math.abs(clock.serversMs) > maxServersApartMs)
    return [{ ...named('servers-apart', 'installation', 'broken'), facts: seconds(clock.serversMs) }]
  if (Math.abs(clock.browserMs) <= maxDeviceApartMs) return []
  return [{ ...named('device-clock', 'device', 'note'), facts: seconds(clock.browserMs) }]
}

function named(culprit: Culprit, hop: Hop, weight: Weight, fix?: FixName): Omit<Diagnosis, 'facts'> {
  return { culprit, hop, weight, fix }
}
