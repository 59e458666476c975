import { existsSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import type { LauncherConfig } from '../config.ts'
import { beginLog } from '../folder/log-file.ts'
import { runTurbo } from '../turbo.ts'

/** `npm run duplex -- <command>`: looks after an installation. Returns the exit code. */
export async function duplex(config: LauncherConfig, args: readonly string[], signal: AbortSignal): Promise<number> {
  await generate(config, signal)
  // Order: the database package can only be loaded when its client is generated.
  const { runDuplex } = await import('../duplex/program.ts')
  const { reachDatabase } = await import('../duplex/reach-database.ts')
  const terminal = { out: process.stdout, err: process.stderr }
  return await runDuplex({ config, terminal, database: reachDatabase(config) }, args)
}

/** Once, before the first start; every build does it too. */
async function generate(config: LauncherConfig, signal: AbortSignal): Promise<void> {
  if (existsSync(path.join(config.root, 'packages/db/src/generated/client.ts'))) return
  const folder = path.join(config.root, 'node_modules/.cache/duplex')
  mkdirSync(folder, { recursive: true })
  await runTurbo(config, ['generate'], beginLog(folder, 'generate'), signal)
}
