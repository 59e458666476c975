import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'

const answer =
  'HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n' +
  'This server takes no Upgrade. Live editing is with the sync server.\n'

/**
 * Ends every attempt to upgrade a connection. Next.js leaves the socket of an upgrade that it does not know open for
 * good, for an upgrade handler that is not there. Servers are met at their first request, because Next shows them to
 * nobody.
 */
export function refuseUpgrades(): void {
  const met = new WeakSet<Server>()
  subscribe('http.server.request.start', (message) => {
    const { server } = message as { server: Server }
    if (met.has(server)) return
    met.add(server)
    server.on('upgrade', (_: IncomingMessage, socket: Socket) => {
      // A socket without this listener takes the process with it when its other end resets.
      socket.on('error', () => socket.destroy())
      socket.end(answer)
    })
  })
}
