import * as limits from '../../limits.ts'
import { probeProtocols } from '../../probe.ts'
import type { OpenCarrier } from '../transport/carrier.ts'
import type { Entrance } from './entrance-probes.ts'
import type { Findings } from './findings.ts'
import type { Notebook } from './notebook.ts'
import { ask, type RequestParts, seenIn } from './probe-requests.ts'
import { ProbeSocket } from './probe-socket.ts'

export type SocketProbeParts = RequestParts & { readonly openSocket: OpenCarrier }

const maxOpenMs = 5_000
const maxEchoMs = 5_000
const echoes = 5
const smallBytes = 16
const messageSizes = [64 * limits.KiB, limits.maxProbeMessageBytes]
/** A line that carries less than this a second is slow, and not blocked. */
const slowBytesPerSecond = 64 * limits.KiB

/** Opens a WebSocket, and sends small and large messages. Whether one opened. */
export async function probeSocket(parts: SocketProbeParts, entrance: Entrance, notebook: Notebook): Promise<boolean> {
  notebook.begin(['upgrade'])
  const sentAt = parts.clock.now()
  const socket = openSocket(parts, entrance)
  try {
    const how = await socket.open(maxOpenMs)
    parts.signal.throwIfAborted()
    if (how !== 'open') {
      notebook.write({ upgrade: how === 'silent' ? { kind: 'silent' } : await lookBack(parts, entrance) })
      return false
    }
    notebook.write({ upgrade: { kind: 'open', ms: parts.clock.now() - sentAt } })
    notebook.begin(['echo'])
    const echo = await measureEcho(socket)
    notebook.write({ echo })
    if (echo.kind === 'lost') return false
    notebook.begin(['messages'])
    notebook.write({ messages: { sizes: await measureSizes(socket) } })
    return true
  } finally {
    socket.close()
  }
}

/** Says nothing for `askedMs`, and then finds out whether the socket is still there. */
export async function probeSilence(
  parts: SocketProbeParts,
  entrance: Entrance,
  askedMs: number,
): Promise<Findings['idle']> {
  const socket = openSocket(parts, entrance)
  const end = () => socket.close()
  parts.signal.addEventListener('abort', end)
  try {
    if ((await socket.open(maxOpenMs)) !== 'open') return { kind: 'cut', askedMs, afterMs: 0, code: undefined }
    const since = parts.clock.now()
    const code = await socket.closeWithin(askedMs)
    parts.signal.throwIfAborted()
    const afterMs = parts.clock.now() - since
    if (code !== undefined) return { kind: 'cut', askedMs, afterMs, code }
    const back = await socket.echo(new Uint8Array(smallBytes), maxEchoMs)
    return back === undefined ? { kind: 'cut', askedMs, afterMs, code: undefined } : { kind: 'kept', askedMs }
  } finally {
    parts.signal.removeEventListener('abort', end)
    socket.close()
  }
}

function openSocket({ openSocket: open, clock }: SocketProbeParts, { url, key }: Entrance): ProbeSocket {
  return new ProbeSocket({ openSocket: open, clock, url: url.replace(/^http/, 'ws'), protocols: probeProtocols(key) })
}

/** What came of the handshake at the other end: the browser tells no page. */
async function lookBack(parts: SocketProbeParts, { url, key }: Entrance): Promise<Findings['upgrade']> {
  const seen = seenIn(await ask(parts, url, { token: key }))
  return { kind: 'refused', seen: seen.findLast((request) => request.kind === 'socket') }
}

async function measureEcho(socket: ProbeSocket): Promise<Findings['echo']> {
  const times: number[] = []
  for (let i = 0; i < echoes; i++) {
    const ms = await socket.echo(new Uint8Array(smallBytes + i), maxEchoMs)
    if (ms === undefined) return { kind: 'lost' }
    times.push(ms)
  }
  return { kind: 'returned', ms: times.toSorted((a, b) => a - b)[Math.floor(echoes / 2)] ?? 0 }
}

/** Where one size is lost the socket is of no more use, and larger ones are not tried. */
async function measureSizes(socket: ProbeSocket) {
  const sizes: Findings['messages']['sizes'][number][] = []
  for (const bytes of messageSizes) {
    const maxMs = maxEchoMs + (2 * bytes * 1000) / slowBytesPerSecond
    const ms = await socket.echo(new Uint8Array(bytes), maxMs)
    sizes.push({ bytes, ms })
    if (ms === undefined) break
  }
  return sizes
}
