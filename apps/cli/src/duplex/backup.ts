import { createReadStream } from 'node:fs'
import { open, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { recordAudit } from '@duplex/db'
import { checkBackup, type WrittenBackup, writeBackup } from '@duplex/db/backup'
import { LauncherError } from '../launcher-error.ts'
import { type CommandContext, usePrisma } from './context.ts'
import { startProgress } from './progress-bar.ts'
import { plural, print, tell, toBytes } from './terminal.ts'

/** `duplex backup`: everything that must last, as of one moment, in one file. `-`: to the standard output. */
export async function backup(context: CommandContext, name = defaultName()): Promise<number> {
  const { terminal, config } = context
  if (name === '-') {
    const written = await write(context, async () => terminal.out)
    tell(terminal, toSummary(written))
    return 0
  }
  const file = path.resolve(config.invokedFrom, name)
  if (await exists(file)) throw new LauncherError('refused', `${file} is there already: choose another name.`)
  const draft = `${file}.part`
  try {
    const written = await write(context, async () => (await open(draft, 'w', 0o600)).createWriteStream({ flush: true }))
    await checkBackup(createReadStream(draft))
    await rename(draft, file)
    print(terminal, `${toSummary(written)}\n${file} (${toBytes((await stat(file)).size)}) was read through and agrees.`)
    return 0
  } finally {
    await rm(draft, { force: true })
  }
}

async function write(context: CommandContext, openOut: () => Promise<NodeJS.WritableStream>): Promise<WrittenBackup> {
  const progress = startProgress(context.terminal, 'backing up', 'bytes')
  try {
    return await context.database.withUrl(async (url) => {
      await record(context, url)
      const out = await openOut()
      return await writeBackup(url, out as Parameters<typeof writeBackup>[1], { onProgress: progress.update })
    })
  } finally {
    progress.stop()
  }
}

/** Security, order: before the first byte, because whoever stops it half way has had half of everything. */
async function record({ terminal }: CommandContext, url: string): Promise<void> {
  const isRecorded = await usePrisma(url, (prisma) =>
    prisma.$transaction(async (tx) => {
      const [{ canRecord } = { canRecord: false }] = await tx.$queryRaw<{ canRecord: boolean }[]>`
        SELECT current_setting('transaction_read_only') = 'off' AND coalesce(bool_and(
          has_table_privilege(to_regclass('"AuditEvent"')::oid, right_to)), false) AS "canRecord"
        FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS right_to`
      if (canRecord) await recordAudit(tx, { kind: 'exported', via: 'command', detail: 'backup' })
      return canRecord
    }),
  )
  if (!isRecorded) tell(terminal, 'This backup is not in the audit log, which is not there, or may only be read.')
}

function toSummary({ header, manifest, bytes }: WrittenBackup): string {
  const rowsOf = (table: string) => manifest.tables.find(({ name }) => name === table)?.rows ?? 0
  return [
    `Backed up as of ${header.createdAt}: ${plural(rowsOf('Document'), 'document')}, ${plural(rowsOf('User'), 'account')}, ${toBytes(bytes)}.`,
    'In it: documents with their history, members, accounts with names, addresses and hashes of passwords, the audit log.',
    'Not in it: secrets.json, which you keep beside it, and sign-ins: after a restore everybody signs in again.',
  ].join('\n')
}

function defaultName(): string {
  return `duplex-${new Date().toISOString().replaceAll(/[:.]/g, '-').slice(0, 19)}.backup`
}

async function exists(file: string): Promise<boolean> {
  return await stat(file).then(
    () => true,
    () => false,
  )
}
