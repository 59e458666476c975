import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { installPeers, peerVersions } from '../peers/install.ts'
import { inMessages, inPath, toContestant } from '../peers/peers.ts'
import type { Children } from '../server/children.ts'
import type { Contestant } from '../server/server-under-test.ts'

/** The server's own way to store: LevelDB, where YPERSISTENCE names a folder. */
const yWebsocketServer = (folder: string) => `
process.env.YPERSISTENCE = ${JSON.stringify(folder)}
const { setupWSConnection } = await import('@y/websocket-server/utils')
const { createServer } = await import('node:http')
const { WebSocketServer } = await import('ws')
const server = createServer()
new WebSocketServer({ server, perMessageDeflate: false }).on('connection', setupWSConnection)
server.listen(0, '127.0.0.1', () => console.log('listening on ' + server.address().port))
`
/** The database extension with the statements of the SQLite extension, whose own driver npm would have to compile. */
const hocuspocus = (file: string) => `
process.removeAllListeners('warning')
const { DatabaseSync } = await import('node:sqlite')
const { Database } = await import('@hocuspocus/extension-database')
const { Server } = await import('@hocuspocus/server')
const database = new DatabaseSync(${JSON.stringify(file)})
database.exec('CREATE TABLE IF NOT EXISTS documents (name varchar(255) NOT NULL, data blob NOT NULL, UNIQUE(name))')
const select = database.prepare('SELECT data FROM documents WHERE name = ? ORDER BY rowid DESC')
const upsert = database.prepare(
  'INSERT INTO documents (name, data) VALUES (?, ?) ON CONFLICT(name) DO UPDATE SET data = excluded.data')
const storage = new Database({
  fetch: async ({ documentName }) => select.get(documentName)?.data ?? null,
  store: async ({ documentName, state }) => void upsert.run(documentName, state),
})
const server = new Server({ port: 0, address: '127.0.0.1', quiet: true, extensions: [storage] })
await server.listen()
console.log('listening on ' + server.httpServer.address().port)
`

/**
 * The servers that Duplex is compared with, which here store what they are sent, as their own defaults have it.
 * Installs them into `folder`, and lets them store there.
 *
 * @throws where npm cannot install them.
 */
export async function createStoringPeers(folder: string, children: Children): Promise<Contestant[]> {
  const peers = await installPeers(folder, children)
  const stored = (ending: string) => path.join(folder, `${randomUUID()}${ending}`)
  const yName = `@y/websocket-server ${peerVersions.yWebsocketServer}, LevelDB`
  const hName = `Hocuspocus ${peerVersions.hocuspocus}, SQLite`
  return [
    await toContestant(peers, yName, yWebsocketServer(stored('')), inPath),
    await toContestant(peers, hName, hocuspocus(stored('.sqlite')), inMessages),
  ]
}
