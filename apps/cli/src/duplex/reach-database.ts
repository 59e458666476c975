import { toEmbeddedUrl } from '@duplex/db/embedded'
import { readOrCreateSecrets } from '@duplex/protocol/server'
import type { LauncherConfig } from '../config.ts'
import { startDatabase } from '../database.ts'
import { prepareDataFolder } from '../folder/data-folder.ts'
import { readRun, stillRuns } from '../folder/run-file.ts'
import { findFreePort } from '../ports.ts'
import type { DatabaseAccess } from './context.ts'

/** Where the search for a port begins: beside that of a launcher, which keeps its own. */
const firstPort = 15_632

/** The database that DATABASE_URL names, else the embedded one of the data folder. */
export function reachDatabase(config: LauncherConfig): DatabaseAccess {
  const { dataDir, databaseUrl } = config
  const findUrl = async () => {
    if (databaseUrl !== undefined) return databaseUrl
    const running = readRun(dataDir)?.processes.database
    if (!running?.port || !stillRuns(running)) return undefined
    return toEmbeddedUrl(running.port, (await readOrCreateSecrets(dataDir)).databasePassword)
  }
  return {
    findUrl,
    async withUrl(use) {
      const url = await findUrl()
      return url === undefined ? await withEmbedded(config, use) : await use(url)
    },
  }
}

async function withEmbedded<T>({ dataDir }: LauncherConfig, use: (url: string) => Promise<T>): Promise<T> {
  await prepareDataFolder(dataDir)
  const { databasePassword: password } = await readOrCreateSecrets(dataDir)
  const { url, stop } = await startDatabase({ dataDir, password, port: await findFreePort(firstPort) })
  try {
    return await use(url)
  } finally {
    await stop()
  }
}
