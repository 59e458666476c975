import type { Gain } from '@duplex/db'
import type { DocumentReport, Verdict } from '@duplex/db/state'
import type { RestoreReport } from './restore-report.ts'
import { plural, shorten, toBytes, toTable } from './terminal.ts'

/** `quarantined`: in the end. `released`: by this command. */
export type VerifyResult = {
  documents: number
  updates: number
  snapshots: number
  readonly damaged: DocumentReport[]
  readonly quarantined: DocumentReport[]
  readonly released: DocumentReport[]
}

const meanings: Record<Verdict, string> = {
  sound: 'every row of it is right',
  usable: 'opens with everything that was stored; a part of its history or a snapshot is damaged',
  wrong: 'opens, but what it shows does not agree with its own rows',
  closed: 'set aside: cannot be opened, nothing is served of it and nothing written to it (close 4500)',
}

export function toResultText(result: VerifyResult): string {
  const { documents, updates, snapshots, damaged, quarantined, released } = result
  const read = `${plural(documents, 'document')}, ${plural(updates, 'update')}, ${plural(snapshots, 'snapshot')}`
  const told = new Map([...damaged, ...quarantined, ...released].map((report) => [report.documentId, report]))
  const lines = [...told.values()].flatMap((report) => toLines(report, released.includes(report)))
  const state = damaged.length === 0 ? 'all sound' : `${damaged.length} damaged`
  const count = quarantined.length === 0 ? '' : `, ${quarantined.length} quarantined`
  const isWell = damaged.length + quarantined.length === 0
  return [...lines, ...(lines.length > 0 ? [''] : []), `${isWell ? '✓ ' : ''}${read}: ${state}${count}.`].join('\n')
}

function toLines({ documentId, title, verdict, quarantinedAt, flaws }: DocumentReport, isReleased: boolean): string[] {
  const since = quarantinedAt?.toISOString()
  return [
    `${verdict === 'sound' ? '✓' : '✗'} ${shorten(title)}  ${documentId}`,
    `    ${meanings[verdict]}`,
    ...(since ? [`    quarantined since ${since}: close 4500 for everybody, until verify --release`] : []),
    ...(isReleased ? ['    released: the quarantine is over'] : []),
    ...flaws.map(({ detail }) => `    ${detail}`),
  ]
}

export function toGainText({ backedUpAt, restoredAt }: RestoreReport, gains: readonly Gain[]): string {
  const head = `Since the restore of ${restoredAt} (backup of ${backedUpAt})`
  if (gains.length === 0) return `${head} no document gained edits.`
  const rows = gains.map(({ title, id, people, updates, bytes, firstAt, lastAt }) => [
    title,
    id,
    people.join(', '),
    String(updates),
    toBytes(bytes),
    firstAt.toISOString(),
    lastAt.toISOString(),
  ])
  const header = ['document', 'id', 'brought by', 'updates', 'bytes', 'first', 'last']
  return `${head} ${plural(gains.length, 'document')} gained edits:\n\n${toTable(header, rows, [3, 4])}`
}
