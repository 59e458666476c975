import { createReadStream, createWriteStream } from 'node:fs'
import { rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { checkBackup, type WrittenBackup, writeBackup } from '@duplex/db/backup'
import { LauncherError } from '../launcher-error.ts'
import type { CommandContext } from './context.ts'
import { startProgress } from './progress-bar.ts'
import { plural, print, tell, toBytes } from './terminal.ts'

/** `duplex backup`: everything that must last, as of one moment, in one file. `-`: to the standard output. */
export async function backup(context: CommandContext, name = defaultName()): Promise<number> {
  const { terminal, config } = context
  if (name === '-') {
    const written = await write(context, terminal.out)
    tell(terminal, toSummary(written))
    return 0
  }
  const file = path.resolve(config.invokedFrom, name)
  if (await exists(file)) throw new LauncherError('refused', `${file} is there already: choose another name.`)
  const draft = `${file}.part`
  try {
    const written = await write(context, createWriteStream(draft, { mode: 0o600, flush: true }))
    await checkBackup(createReadStream(draft))
    await rename(draft, file)
    print(terminal, `${toSummary(written)}\n${file} (${toBytes((await stat(file)).size)}) was read through and agrees.`)
    return 0
  } finally {
    await rm(draft, { force: true })
  }
}

async function write(context: CommandContext, out: NodeJS.WritableStream): Promise<WrittenBackup> {
  const progress = startProgress(context.terminal, 'backing up', 'bytes')
  try {
    return await context.database.withUrl((url) =>
      writeBackup(url, out as Parameters<typeof writeBackup>[1], { onProgress: progress.update }),
    )
  } finally {
    progress.stop()
  }
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
