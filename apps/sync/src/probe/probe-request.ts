import type { IncomingMessage } from 'node:http'
import { limits, probeKeyPrefix, probePath } from '@duplex/protocol'

const root = `/sync/v1${probePath}`
const bearer = /^Bearer ([\w.~+/-]{1,4096}=*)$/i
const keyPattern = new RegExp(`(?:^|,)\\s*${probeKeyPrefix.replace('.', '\\.')}([\\w-]{43})\\s*(?:,|$)`)

type ProbeDoor = 'begin' | 'look' | 'events' | 'held' | 'body'

const doors: Readonly<Record<string, ProbeDoor>> = {
  'POST ': 'begin',
  'GET ': 'look',
  'GET /events': 'events',
  'GET /held': 'held',
  'POST /body': 'body',
}

export type ProbeRequest =
  | { readonly kind: 'door'; readonly door: ProbeDoor }
  /** A WebSocket was meant, and its upgrade was lost on the way. */
  | { readonly kind: 'socket' }
  | { readonly kind: 'preflight' }
  | { readonly kind: 'invalid'; readonly status: 404 | 405 }
  /** The path is none of a probe. */
  | { readonly kind: 'elsewhere' }

export function readProbeRequest(request: IncomingMessage): ProbeRequest {
  const pathname = pathOf(request)
  if (!isProbePath(pathname)) return { kind: 'elsewhere' }
  if (request.method === 'OPTIONS') return { kind: 'preflight' }
  const rest = pathname.slice(root.length)
  if (request.method === 'GET' && rest === '' && request.headers['sec-websocket-key'] !== undefined)
    return { kind: 'socket' }
  const door = doors[`${request.method} ${rest}`]
  if (door !== undefined) return { kind: 'door', door }
  const isKnown = Object.keys(doors).some((known) => known.endsWith(` ${rest}`))
  return { kind: 'invalid', status: isKnown ? 405 : 404 }
}

/** Whether a WebSocket is meant to be a probe. */
export function isProbeUpgrade(request: IncomingMessage): boolean {
  return pathOf(request) === root
}

/** A ticket or the key of a probe. */
export function readBearer({ headers }: IncomingMessage): string | undefined {
  return bearer.exec(headers.authorization ?? '')?.[1]
}

export function readOfferedKey({ headers }: IncomingMessage): string | undefined {
  return keyPattern.exec(headers['sec-websocket-protocol'] ?? '')?.[1]
}

/** RFC 7240: `Prefer: wait=20`, in seconds; as long as a long poll where nothing is said. */
export function readHoldMs({ headers }: IncomingMessage): number {
  const wait = /^wait=(\d{1,3})$/.exec(String(headers.prefer ?? ''))
  return Math.min(wait === null ? limits.maxPollWaitMs : Number(wait[1]) * 1000, limits.maxPollWaitMs)
}

function pathOf({ url }: IncomingMessage): string {
  return (url ?? '').split('?', 1)[0] ?? ''
}

function isProbePath(pathname: string): boolean {
  return pathname === root || pathname.startsWith(`${root}/`)
}
