import { expect } from 'vitest'
import * as Y from 'yjs'
import { contentOf, type Kind } from './random-edits.ts'
import { areSame, clocksAhead, clocksOf } from './replica-facts.ts'
import type { Place } from './turmoil.ts'
import { until } from './until.ts'
import type { World } from './world.ts'

/** What a network, a database that is away and a server that met either may end a connection with. */
const usualEndings = new Set(['abnormal', 'noStatus', 'noAnswer', 'storageAway', 'unreachable', 'normal'])

/** For the message of a failure: what each place has and lacks. */
export async function describePlaces(world: World, documentId: string, places: readonly Place[]): Promise<string> {
  const stored = await world.readDocument(documentId)
  const lines = places.map(({ participant }, i) => {
    const { doc, endings, standing } = participant
    const facts = { unstored: clocksAhead(stored, clocksOf(doc)), unseen: clocksAhead(doc, clocksOf(stored)) }
    return `${i}: ${JSON.stringify({ ...facts, isSame: areSame(doc, stored), standing, endings })}`
  })
  return lines.join('\n')
}

type Expected = {
  readonly kind: Kind
  readonly documentId: string
  readonly places: readonly Place[]
  /** ms that it may take until all are equal. */
  readonly deadlineMs?: number
  /** What connections may have ended with beside the usual. */
  readonly endings?: readonly string[]
}

/** Waits until everybody has what is stored, knows that it is, and the rows alone make it; nobody was sent away. */
export async function expectOneDocument(
  world: World,
  { kind, documentId, places, deadlineMs, endings = [] }: Expected,
): Promise<void> {
  const docs = () => places.map(({ participant }) => participant.doc)
  const areEqual = async () => {
    const stored = await world.readDocument(documentId)
    return docs().every((doc) => areSame(doc, stored))
  }
  await until('all are equal and stored', areEqual, deadlineMs)
  const stored = await world.readDocument(documentId)
  for (const doc of docs()) expect(contentOf(doc, kind)).toEqual(contentOf(stored, kind))
  // The last one is a stock client, which is told nothing.
  const knowing = places.slice(0, -1)
  await until('all know that it is stored', () => knowing.every(({ participant }) => participant.knowsAllStored))
  await expectSoundLog(world, documentId, stored)
  const found = places.flatMap(({ participant }) => participant.endings)
  expect(found.filter((ending) => !usualEndings.has(ending) && !endings.includes(ending))).toEqual([])
}

/** Without the snapshots that were made meanwhile. */
async function expectSoundLog(world: World, documentId: string, stored: Y.Doc): Promise<void> {
  const replayed = new Y.Doc()
  const rows = await world.prisma.documentUpdate.findMany({ where: { documentId }, orderBy: { seq: 'asc' } })
  for (const { bytes } of rows) Y.applyUpdate(replayed, bytes)
  expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, i) => i + 1))
  expect(areSame(replayed, stored)).toBe(true)
}
