import path from 'node:path'
import { type Database, readGains } from '@duplex/db'
import {
  type DocumentReport,
  quarantineDocument,
  releaseDocument,
  type Verdict,
  verifyDocuments,
} from '@duplex/db/state'
import { InvalidArgumentError } from 'commander'
import { LauncherError } from '../launcher-error.ts'
import { type CommandContext, withPrisma } from './context.ts'
import { startProgress } from './progress-bar.ts'
import { readRestoreReport } from './restore-report.ts'
import { print } from './terminal.ts'
import { toGainText, toResultText, type VerifyResult } from './verify-text.ts'

export type VerifyOptions = {
  /** The report of a restore: tell what came back after it. */
  readonly since?: string
  readonly json?: boolean
  /** Set aside what is found to be of these `verdicts`, or `wrong`. */
  readonly quarantine?: boolean
  readonly verdicts?: readonly Verdict[]
  /** Let the named documents be opened again, whatever is found. */
  readonly release?: boolean
}

export const damages = ['usable', 'wrong', 'closed'] as const

/** Documents that are read as of one moment. */
const batchSize = 100

/**
 * `duplex verify`: reads and replays every row of every document. Exit code 1 where one is damaged, or quarantined in
 * the end.
 */
export async function verify(context: CommandContext, ids: readonly string[], options: VerifyOptions): Promise<number> {
  const { terminal, config } = context
  requireSense(ids, options)
  const { since: name } = options
  const since = name && (await readRestoreReport(name === '-' ? name : path.resolve(config.invokedFrom, name)))
  return await withPrisma(context, async (prisma) => {
    const result = await verifyAll(context, prisma, ids, options)
    const gains = since ? await readGains(prisma, since.documents) : undefined
    if (options.json) print(terminal, JSON.stringify({ ...result, gains }, undefined, 2))
    else print(terminal, [toResultText(result), ...(since && gains ? ['', toGainText(since, gains)] : [])].join('\n'))
    return result.damaged.length + result.quarantined.length === 0 ? 0 : 1
  })
}

/** Throws InvalidArgumentError. */
export function toVerdicts(text: string): readonly Verdict[] {
  const verdicts = text.split(',').map((word) => damages.find((damage) => damage === word))
  if (verdicts.every((verdict) => verdict !== undefined)) return verdicts
  throw new InvalidArgumentError(`It is a list of ${damages.join(', ')}, with commas.`)
}

function requireSense(ids: readonly string[], { quarantine, verdicts, release }: VerifyOptions): void {
  if (verdicts && !quarantine) throw new LauncherError('refused', '--verdicts goes with --quarantine.')
  if (release && ids.length === 0) throw new LauncherError('refused', 'Name the documents that --release is about.')
}

async function verifyAll(
  context: CommandContext,
  prisma: Database['prisma'],
  ids: readonly string[],
  options: VerifyOptions,
): Promise<VerifyResult> {
  const where = ids.length > 0 ? { id: { in: [...ids] } } : {}
  const found = await prisma.document.findMany({ where, orderBy: { id: 'asc' }, select: { id: true } })
  const result: VerifyResult = { documents: 0, updates: 0, snapshots: 0, damaged: [], quarantined: [], released: [] }
  const progress = startProgress(context.terminal, 'verifying', 'documents')
  try {
    for (let i = 0; i < found.length; i += batchSize) {
      const batch = found.slice(i, i + batchSize).map(({ id }) => id)
      for (const report of await verifyDocuments(prisma, batch)) add(result, await act(prisma, report, options), report)
      progress.update(result.documents, found.length)
    }
  } finally {
    progress.stop()
  }
  return result
}

/** The report of a document after what was to be done with it. */
async function act(
  prisma: Database['prisma'],
  report: DocumentReport,
  { quarantine, verdicts = ['wrong'], release }: VerifyOptions,
): Promise<DocumentReport> {
  const { documentId, verdict, quarantinedAt } = report
  if (release && quarantinedAt && (await releaseDocument(prisma, documentId))) return { ...report, quarantinedAt: null }
  if (!quarantine || quarantinedAt || !verdicts.includes(verdict)) return report
  return { ...report, quarantinedAt: (await quarantineDocument(prisma, report)) ?? null }
}

function add(result: VerifyResult, report: DocumentReport, before: DocumentReport): void {
  result.documents += 1
  result.updates += report.updates
  result.snapshots += report.snapshots
  if (report.verdict !== 'sound') result.damaged.push(report)
  if (report.quarantinedAt) result.quarantined.push(report)
  else if (before.quarantinedAt) result.released.push(report)
}
