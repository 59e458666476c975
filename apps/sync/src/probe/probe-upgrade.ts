import type { Duplex } from 'node:stream'
import { closeTable, limits, probeSubprotocol } from '@duplex/protocol'
import { type WebSocket, WebSocketServer } from 'ws'
import type { UpgradeHandler } from '../http/upgrade.ts'
import type { Probe } from './probe.ts'
import { isProbeUpgrade, readOfferedKey } from './probe-request.ts'
import type { Probes } from './probes.ts'
import { toSeenRequest } from './seen-request.ts'

export type ProbeUpgradeContext = { readonly probes: Probes; readonly allowedOrigins: ReadonlySet<string> }

const closeTimeoutMs = 5_000
/** What waits for a probe that does not read. */
const maxWaitingBytes = 2 * limits.MiB

/**
 * Takes the WebSockets of probes, and leaves all others to `next`. Such a socket sends back what it is sent and nothing
 * else, no ping either: what happens to one that is silent is part of what is found out.
 */
export function createProbeUpgrade(
  { probes, allowedOrigins }: ProbeUpgradeContext,
  next: UpgradeHandler,
): UpgradeHandler {
  const options = {
    noServer: true,
    clientTracking: false,
    maxPayload: limits.maxProbeMessageBytes,
    maxFragments: limits.maxFragments,
    closeTimeout: closeTimeoutMs,
    perMessageDeflate: false,
    handleProtocols: (offered: Set<string>): string | false => offered.has(probeSubprotocol) && probeSubprotocol,
  }
  const server = new WebSocketServer(options)
  return (request, socket, head) => {
    if (!isProbeUpgrade(request)) return next(request, socket, head)
    socket.on('error', destroy)
    const seen = toSeenRequest('socket', request, allowedOrigins)
    const probe = probes.find(readOfferedKey(request))
    if (!probe?.see(seen)) return refuse(socket, '404 Not Found')
    if (!seen.isOriginAllowed) return refuse(socket, '403 Forbidden')
    server.handleUpgrade(request, socket, head, (ws) => echo(ws, probe))
  }
}

function echo(ws: WebSocket, probe: Probe): void {
  const close = (name: 'policy' | 'slowReader' | 'unsupportedData' | 'goingAway') => {
    ws.close(closeTable[name].code, closeTable[name].meaning)
  }
  const detach = probe.attach({ end: () => close('goingAway') })
  // `ws` answers a broken or too big frame by itself, and `close` follows.
  ws.on('error', ignore)
  if (!detach) {
    close('policy')
    return
  }
  ws.on('close', detach)
  ws.on('message', (data: Buffer, isBinary) => {
    if (ws.readyState !== ws.OPEN) return
    if (!isBinary) close('unsupportedData')
    else if (!probe.carry(2 * data.length)) close('policy')
    else if (ws.bufferedAmount > maxWaitingBytes) close('slowReader')
    else ws.send(data)
  })
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`, () => socket.destroy())
}

function destroy(this: Duplex): void {
  this.destroy()
}

function ignore(): void {
  // Said by `close`.
}
