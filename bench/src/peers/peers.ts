import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import * as encoding from 'lib0/encoding'
import type { Children } from '../server/children.ts'
import type { Contestant, Invitation } from '../server/server-under-test.ts'
import { installPeers, type PeerFolder, peerVersions } from './install.ts'
import { startPeer } from './start-peer.ts'

/** Listens on a free port and says so: `listening on <port>`. */
const yWebsocketServer = `
import { createServer } from 'node:http'
import { WebSocketServer } from 'ws'
import { setupWSConnection } from '@y/websocket-server/utils'
const server = createServer()
new WebSocketServer({ server, perMessageDeflate: false }).on('connection', setupWSConnection)
server.listen(0, '127.0.0.1', () => console.log('listening on ' + server.address().port))
`
const hocuspocus = (flushDelay: number) => `
import { Server } from '@hocuspocus/server'
const server = new Server({ port: 0, address: '127.0.0.1', quiet: true, flushDelay: ${flushDelay} })
await server.listen()
console.log('listening on ' + server.httpServer.address().port)
`
/** Everybody hears what the others say; what it costs to move the bytes and nothing else. */
const relay = `
import { WebSocketServer } from 'ws'
const rooms = new Map()
const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false })
const nothing = new Uint8Array([0, 0, 1, 0])
server.on('listening', () => console.log('listening on ' + server.address().port))
server.on('connection', (socket, { url }) => {
  const room = rooms.get(url) ?? rooms.set(url, new Set()).get(url)
  room.add(socket)
  socket.on('close', () => room.delete(socket))
  socket.on('message', (data) => {
    if (data[0] !== 1 && (data[0] !== 0 || data[1] !== 2)) return
    for (const other of room) if (other !== socket) other.send(data)
  })
  socket.send(nothing)
})
`

/**
 * The servers that Duplex is compared with, none of which stores anything here. Installs them into `folder`.
 *
 * @throws where npm cannot install them.
 */
export async function createPeers(folder: string, children: Children): Promise<Contestant[]> {
  const peers = await installPeers(folder, children)
  return [
    await toContestant(peers, `@y/websocket-server ${peerVersions.yWebsocketServer}`, yWebsocketServer, inPath),
    await toContestant(peers, `Hocuspocus ${peerVersions.hocuspocus}`, hocuspocus(0), inMessages),
    await toContestant(peers, `Hocuspocus, 16 ms`, hocuspocus(16), inMessages),
    await toContestant(peers, 'ws relay', relay, inPath),
  ]
}

type Invite = (port: number, documentId: string) => Invitation

export const inPath: Invite = (port, documentId) => ({ url: `ws://127.0.0.1:${port}/${documentId}`, protocols: [] })

/** Hocuspocus names the document at the start of each message, and wants a token first; any will do here. */
export const inMessages: Invite = (port, documentId) => {
  const prefix = encoding.encode((encoder) => encoding.writeVarString(encoder, documentId))
  const greeting = encoding.encode((encoder) => {
    encoding.writeVarString(encoder, documentId)
    encoding.writeVarUint(encoder, 2)
    encoding.writeVarUint(encoder, 0)
    encoding.writeVarString(encoder, 'token')
  })
  return { url: `ws://127.0.0.1:${port}`, protocols: [], prefix, greeting }
}

/** A server whose `source` prints `listening on <port>`. */
export async function toContestant(
  peers: PeerFolder,
  name: string,
  source: string,
  invite: Invite,
): Promise<Contestant> {
  const script = path.join(peers.path, `${randomUUID()}.mjs`)
  await writeFile(script, source)
  return { name, start: () => startPeer(peers, script, invite) }
}
