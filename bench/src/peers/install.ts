import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import type { Children } from '../server/children.ts'

/** The newest of each that runs with the Yjs that Duplex has. */
export const peerVersions = { yWebsocketServer: '0.1.1', hocuspocus: '4.7.0', node: '22.23.3' } as const

export type PeerFolder = {
  readonly path: string
  /** Hocuspocus 4 wants Node.js 22, so all peers get it. */
  readonly node: string
  /** The servers that run are among them. */
  readonly children: Children
}

/** Installs the peers and a Node.js for them outside the workspace. */
export async function installPeers(folder: string, children: Children): Promise<PeerFolder> {
  const node = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
  const manifest = {
    private: true,
    type: 'module',
    dependencies: {
      '@hocuspocus/extension-database': peerVersions.hocuspocus,
      '@hocuspocus/server': peerVersions.hocuspocus,
      '@y/websocket-server': peerVersions.yWebsocketServer,
      [node]: peerVersions.node,
      ws: '8.23.0',
      yjs: '13.6.33',
    },
  }
  await mkdir(folder, { recursive: true })
  await writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest))
  const installed = promisify(execFile)('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts'], {
    cwd: folder,
  })
  children.adopt(installed.child)
  await installed
  return { path: folder, node: path.join(folder, 'node_modules', node, 'bin/node'), children }
}
