import { createReadStream } from 'node:fs'
import { access, constants, open, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { type Readable, Transform } from 'node:stream'
import { type Database, recordAudit } from '@duplex/db'
import { checkBackup, restoreBackup } from '@duplex/db/backup'
import { LauncherError } from '../launcher-error.ts'
import { type CommandContext, usePrisma } from './context.ts'
import { startProgress } from './progress-bar.ts'
import type { RestoreReport } from './restore-report.ts'
import { plural, print, tell, toTable } from './terminal.ts'

export type RestoreOptions = {
  /** Read the backup through and restore nothing. */
  readonly check?: boolean
  /** Where the report goes; `-`: to the standard output. */
  readonly report?: string
}

/** Rows of the table that is shown; the report has all. */
const shownDocuments = 20

/** `duplex restore`: a backup into an empty database, whole or not at all. `-`: from the standard input. */
export async function restore(context: CommandContext, name: string, options: RestoreOptions): Promise<number> {
  const { config, terminal } = context
  const file = name === '-' ? undefined : path.resolve(config.invokedFrom, name)
  if (file !== undefined) await requireFile(file)
  if (options.check) {
    const { header, manifest } = await withProgress(context, file, 'checking', checkBackup)
    const rows = manifest.tables.map((table) => [table.name, table.rows.toLocaleString('en')])
    print(terminal, `The backup of ${header.createdAt} is whole.\n\n${toTable(['table', 'rows'], rows, [1])}`)
    return 0
  }
  const report = await openReport(context, options.report ?? (file === undefined ? '-' : `${file}.restored.json`))
  try {
    const restored = await context.database.withUrl(async (url) => {
      const { header } = await withProgress(context, file, 'restoring', (bytes) => restoreBackup(url, bytes))
      return await usePrisma(url, (prisma) => toReport(prisma, header.createdAt))
    })
    await report.keep(restored)
    return 0
  } finally {
    await report.close()
  }
}

type ReportPlace = { keep(report: RestoreReport): Promise<void>; close(): Promise<void> }

/** Order: a report that cannot be written is found out before anything is restored. */
async function openReport({ config, terminal }: CommandContext, name: string): Promise<ReportPlace> {
  if (name === '-') {
    const keep = async (report: RestoreReport) => {
      tell(terminal, toText(report, 'the report, which went to the standard output', '- < the-report'))
      print(terminal, JSON.stringify(report))
    }
    return { keep, close: async () => undefined }
  }
  const file = path.resolve(config.invokedFrom, name)
  const draft = `${file}.part`
  const handle = await open(draft, 'w', 0o600)
  return {
    keep: async (report) => {
      await handle.writeFile(`${JSON.stringify(report)}\n`)
      await rename(draft, file)
      print(terminal, toText(report, file, file))
    },
    close: async () => {
      await handle.close()
      await rm(draft, { force: true })
    },
  }
}

async function toReport(prisma: Database['prisma'], backedUpAt: string): Promise<RestoreReport> {
  await recordAudit(prisma, { kind: 'restored', via: 'command', detail: 'backup' })
  const rows = await prisma.document.findMany({
    orderBy: [{ updatedAt: 'desc' }, { id: 'asc' }],
    select: { id: true, title: true, lastSeq: true },
  })
  const documents = rows.map(({ id, title, lastSeq }) => ({ id, title, seq: lastSeq }))
  return { format: 'duplex-restore', backedUpAt, restoredAt: new Date().toISOString(), documents }
}

/** Hands the bytes of a file, or of the standard input, to `use`, and shows how far it is. */
async function withProgress<T>(
  { terminal }: CommandContext,
  file: string | undefined,
  doing: string,
  use: (bytes: Readable) => Promise<T>,
): Promise<T> {
  const total = file === undefined ? 0 : (await stat(file)).size
  const progress = startProgress(terminal, doing, 'bytes')
  const source: Readable = file === undefined ? process.stdin : createReadStream(file)
  let bytes = 0
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      progress.update(bytes, total)
      done(undefined, chunk)
    },
  })
  source.on('error', (error) => counted.destroy(error))
  try {
    return await use(source.pipe(counted))
  } finally {
    source.destroy()
    progress.stop()
  }
}

async function requireFile(file: string): Promise<void> {
  await access(file, constants.R_OK).catch((cause: unknown) => {
    throw new LauncherError('refused', `The file ${file} cannot be read.`, cause)
  })
}

/** `place`: where the report is, for people. `since`: how `verify` is given it. */
function toText({ documents, backedUpAt }: RestoreReport, place: string, since: string): string {
  const rows = documents.slice(0, shownDocuments).map(({ id, title, seq }) => [title, id, String(seq)])
  const rest = documents.length - rows.length
  return [
    `Restored ${plural(documents.length, 'document')} as of ${backedUpAt}; every checksum agrees.`,
    '',
    toTable(['document', 'id', 'seq'], rows, [2]),
    ...(rest > 0 ? [`and ${plural(rest, 'document')} more`] : []),
    '',
    `All of them are in ${place}.`,
    'Everybody signs in again; their browsers then bring back what they hold and the backup lacks. What came back:',
    `  duplex verify --since ${since}`,
  ].join('\n')
}
