import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { identityOf } from '../../bin/process-identity.mjs'

/** `identity` tells one run of a process from another one with the same id. `started`: ISO 8601. */
const entrySchema = z.object({
  pid: z.number().int().positive(),
  port: z.number().int().positive().optional(),
  started: z.string(),
  identity: z.string().optional(),
})

const runSchema = z.object({
  address: z.string(),
  processes: z.object({
    launcher: entrySchema,
    database: entrySchema.optional(),
    sync: entrySchema.optional(),
    web: entrySchema.optional(),
  }),
})

export type RunEntry = z.infer<typeof entrySchema>
export type Run = z.infer<typeof runSchema>
export type ProcessName = keyof Run['processes']

/** Names every process of this data folder, for people, for scripts and for the next start. */
export type RunFile = {
  record(name: ProcessName, pid: number, port?: number): void
  remove(): void
}

/** What the last start of this folder left behind: undefined after a clean end. */
export function readRun(dataDir: string): Run | undefined {
  try {
    return runSchema.parse(JSON.parse(readFileSync(runPath(dataDir), 'utf8')))
  } catch {
    // Absent after a clean end; a damaged one names nobody, and then nobody is ended because of it.
    return undefined
  }
}

/** Begins run.json with the launcher itself. `address` is where a person opens Duplex. */
export function beginRun(dataDir: string, address: string): RunFile {
  const file = runPath(dataDir)
  const run: Run = { address, processes: { launcher: toEntry(process.pid) } }
  const write = () => {
    const draft = `${file}.${process.pid}`
    writeFileSync(draft, `${JSON.stringify(run, undefined, 2)}\n`, { mode: 0o600 })
    renameSync(draft, file)
  }
  write()
  return {
    record: (name, pid, port) => {
      run.processes[name] = toEntry(pid, port)
      write()
    },
    remove: () => rmSync(file, { force: true }),
  }
}

/** Whether exactly this process still runs, and not a stranger with its id. */
export function stillRuns(entry: RunEntry): boolean {
  return entry.identity !== undefined && identityOf(entry.pid) === entry.identity
}

function toEntry(pid: number, port?: number): RunEntry {
  return { pid, port, started: new Date().toISOString(), identity: identityOf(pid) }
}

function runPath(dataDir: string): string {
  return path.join(dataDir, 'run.json')
}
