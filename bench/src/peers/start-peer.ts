import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { createGarbageCollector, inspectorArgument } from '../server/garbage.ts'
import type { Invitation, ServerUnderTest } from '../server/server-under-test.ts'
import type { PeerFolder } from './install.ts'

/** Starts `script`, which prints `listening on <port>`. */
export async function startPeer(
  { path: cwd, node, children }: PeerFolder,
  script: string,
  invite: (port: number, documentId: string) => Invitation,
): Promise<ServerUnderTest> {
  const env = { NODE_ENV: 'production' }
  const child = children.adopt(
    spawn(node, [inspectorArgument, script], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] }),
  )
  const exited = once(child, 'exit')
  const collectGarbage = createGarbageCollector(child)
  const port = await new Promise<number>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const told = /^listening on (\d+)$/.exec(line)?.[1]
      if (told !== undefined) resolve(Number(told))
    })
    void exited.then(() => reject(new Error(`${script} ended before it listened`)))
  })
  if (child.pid === undefined) throw new Error(`${script} has no process`)
  return {
    pid: child.pid,
    acknowledges: false,
    addDocument: async () => randomUUID(),
    invite: async (documentId) => invite(port, documentId),
    readCounters: async () => undefined,
    collectGarbage,
    async stop() {
      child.kill('SIGKILL')
      await exited
    },
  }
}
