import { createDatabase, type Database, pendingMigrations } from '@duplex/db'
import { sentenceOf } from '../../bin/sentence.mjs'
import type { LauncherConfig } from '../config.ts'
import { LauncherError } from '../launcher-error.ts'
import type { Terminal } from './terminal.ts'

/** How a command comes to the database. */
export type DatabaseAccess = {
  /** Of the database that is there to be asked; undefined where it is the embedded one, and does not run. */
  findUrl(): Promise<string | undefined>
  /** Starts the embedded one, where it does not run, for as long as `use` takes. */
  withUrl<T>(use: (url: string) => Promise<T>): Promise<T>
}

export type CommandContext = {
  readonly config: LauncherConfig
  readonly terminal: Terminal
  readonly database: DatabaseAccess
}

/** A few connections: a command works beside people who write. */
const poolSize = 2

/** @throws {LauncherError} `database-away`, or `refused` where the tables are not up to date. */
export async function withPrisma<T>(
  { database }: CommandContext,
  use: (prisma: Database['prisma'], url: string) => Promise<T>,
): Promise<T> {
  return await database.withUrl(async (url) => {
    await requireCurrent(url)
    return await usePrisma(url, (prisma) => use(prisma, url))
  })
}

export async function usePrisma<T>(url: string, use: (prisma: Database['prisma']) => Promise<T>): Promise<T> {
  const { prisma, close } = createDatabase({ url, poolSize })
  try {
    return await use(prisma)
  } finally {
    await close()
  }
}

/** Host and port of a URL, and nothing else of it. */
export function placeOf(url: string): string {
  const { hostname, port, protocol } = new URL(url)
  const usual = protocol.startsWith('postgres') ? '5432' : '6379'
  return `${hostname}:${port || usual}`
}

/** One line of an error: Prisma puts what happened last, and of two failed addresses Node.js says nothing. */
export function reasonOf(error: unknown): string {
  const cause = error instanceof AggregateError ? error.errors[0] : error
  return sentenceOf(cause).trim().split('\n').at(-1) ?? ''
}

async function requireCurrent(url: string): Promise<void> {
  const pending = await pendingMigrations(url).catch((cause: unknown) => {
    const sentence = `The database at ${placeOf(url)} cannot be used. ${reasonOf(cause)}`
    throw new LauncherError('database-away', sentence, cause)
  })
  if (pending.length === 0) return
  throw new LauncherError(
    'refused',
    'The tables of this database are not up to date: start Duplex once, which brings them there.',
  )
}
