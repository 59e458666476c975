import type { Secrets } from '@duplex/protocol/server'
import type { LauncherConfig } from './config.ts'
import type { LogFile } from './folder/log-file.ts'
import type { RunFile } from './folder/run-file.ts'
import type { Mode, Service } from './services.ts'

export type Launch = {
  config: LauncherConfig
  mode: Mode
  services: Service[]
  /** Makes what the services run from; its output goes to the log. */
  build(output: LogFile, signal: AbortSignal): Promise<void>
  /** The secrets of this data folder, made on first use. */
  readSecrets(): Promise<Secrets>
}

/** One launch under way. `started` lists what has to be ended, oldest first. */
export type Attempt = Launch & {
  logFolder: string
  /** Where the database of an earlier start still answers. */
  databasePort: number | undefined
  runFile: RunFile
  started: { name: string; stop(): Promise<void> }[]
  signal: AbortSignal
}

export function say(line: string): void {
  process.stdout.write(`  ${line}\n`)
}
