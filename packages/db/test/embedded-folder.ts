import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, onTestFinished } from 'vitest'
import { type EmbeddedPostgresOptions, startEmbeddedPostgres } from '../src/embedded/index.ts'
import { isAlive } from '../src/embedded/lock-file.ts'
import { findFreePort } from '../src/testing/test-cluster.ts'

export const password = 'correct horse battery staple /?#@'

const createFolder = () => mkdtemp(path.join(tmpdir(), 'duplex-embedded-'))
const remove = (folder: string) => rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })

/** A folder and a port for one server, both free again when the test ends, whatever became of the server. */
export async function createEmbeddedFolder(from?: string) {
  const dataDir = await createFolder()
  if (from) await cp(from, dataDir, { recursive: true, preserveTimestamps: true })
  const port = await findFreePort()
  const pids = new Set<number>()
  onTestFinished(async () => {
    for (const pid of pids) if (isAlive(pid)) process.kill(pid, 'SIGKILL')
    await remove(dataDir)
  })
  const start = async (options: Partial<EmbeddedPostgresOptions> = {}) => {
    const server = await startEmbeddedPostgres({ dataDir, port, password, kind: 'throwaway', ...options })
    pids.add(server.pid)
    return server
  }
  return { dataDir, dataFolder: path.join(dataDir, 'data'), port, start, watch: (pid: number) => pids.add(pid) }
}

/** For the tests of a file that need a server's folder, but not its making: makes one, and copies of it. */
export function useUsedFolder() {
  let used: string
  beforeAll(async () => {
    used = await createFolder()
    const { stop } = await startEmbeddedPostgres({
      dataDir: used,
      port: await findFreePort(),
      password,
      kind: 'throwaway',
    })
    await stop()
  })
  afterAll(() => remove(used))
  return () => createEmbeddedFolder(used)
}
