import { setTimeout as pause } from 'node:timers/promises'
import * as prng from 'lib0/prng'
import * as Y from 'yjs'
import { Connection } from '../load/connection.ts'
import type { Contestant, ServerUnderTest } from '../server/server-under-test.ts'
import { Author } from './author.ts'
import { Ledger } from './ledger.ts'

/** How two people write until the server dies. */
export type Pace = {
  readonly title: string
  /** The server dies at any moment of so many ms. */
  readonly maxTypingMs: number
  /** Between two edits of one person. */
  readonly pauseMs: { readonly least: number; readonly most: number }
}

export type LossCount = {
  readonly rounds: number
  /** Rounds after which something was gone. */
  readonly roundsWithLoss: number
  /** Distinct edits that were called stored or shown to somebody else. */
  readonly checked: number
  readonly lost: number
  readonly made: number
  /** Of those that were made, how many were called stored; undefined where the server does not say. */
  readonly stored: number | undefined
  /** Of those that were made, how many the other person saw before the kill. */
  readonly seen: number
}

/** Loading a document and making snapshots of it are a part of the rounds; so long a document is loaded quickly. */
const roundsPerDocument = 50
/** A promise that is not kept by then is broken. */
const patienceMs = 2_000
/** A server that cannot let anybody in may be busy, and lets them in later. */
const joinLimitMs = 60_000
const joinPauseMs = 500

export type Extent = { readonly rounds: number; readonly maxMs: number }

/** Kills the server so often and counts what is gone when it is back. `onRound` hears how many are over. */
export async function countLosses(
  contestant: Contestant,
  { rounds, maxMs }: Extent,
  pace: Pace,
  random: prng.PRNG,
  onRound: (count: number, lost: number) => void,
): Promise<LossCount> {
  const deadline = performance.now() + maxMs
  const total = { rounds: 0, roundsWithLoss: 0, checked: 0, lost: 0, made: 0, stored: 0, seen: 0 }
  let documentId = ''
  let ledger = new Ledger()
  let server = await contestant.start()
  try {
    for (let round = 0; round < rounds && performance.now() < deadline; round++) {
      if (round % roundsPerDocument === 0) [documentId, ledger] = [await server.addDocument(), new Ledger()]
      const before = { checked: ledger.checked, lost: ledger.lost }
      const authors = await writeUntilKilled(server, documentId, round, pace, random)
      for (const { edits, stored } of authors) ledger.enter(edits, stored)
      for (const { seen } of authors) ledger.enter([], seen)
      server = await contestant.start()
      ledger.settle(await readWords(server, documentId, (words) => ledger.isKeptBy(words)))
      count(total, authors, `${round}`)
      total.checked += ledger.checked - before.checked
      total.lost += ledger.lost - before.lost
      total.roundsWithLoss += ledger.lost > before.lost ? 1 : 0
      total.rounds++
      onRound(total.rounds, total.lost)
    }
    return { ...total, stored: server.acknowledges ? total.stored : undefined }
  } finally {
    await server.stop()
  }
}

function count(total: { made: number; stored: number; seen: number }, authors: readonly Author[], round: string): void {
  for (const { edits, stored, seen } of authors) {
    total.made += edits.length
    total.stored += stored.length
    total.seen += seen.filter(({ word }) => word.slice(1).startsWith(`${round}-`)).length
  }
}

/** Two people with empty documents join and write; in the middle of it the server dies. */
async function writeUntilKilled(
  server: ServerUnderTest,
  documentId: string,
  round: number,
  { maxTypingMs, pauseMs }: Pace,
  random: prng.PRNG,
): Promise<Author[]> {
  const authors = ['a', 'b'].map((letter) => new Author(`${letter}${round}`))
  for (const author of authors) await patiently(async () => author.join(await server.invite(documentId)))
  const typed = authors.map(async (author) => {
    while (author.isConnected) {
      author.edit(random)
      await pause(prng.uint32(random, pauseMs.least, pauseMs.most))
    }
  })
  const killed = pause(prng.real53(random) * maxTypingMs).then(async () => {
    process.kill(server.pid, 'SIGKILL')
    await server.stop()
  })
  await Promise.all([killed, ...typed])
  return authors
}

/** What somebody new is shown, as soon as `isEnough` says so. */
async function readWords(
  server: ServerUnderTest,
  documentId: string,
  isEnough: (words: ReadonlySet<string>) => boolean,
): Promise<Set<string>> {
  const doc = new Y.Doc()
  const hear = (update: Uint8Array) => Y.applyUpdate(doc, update)
  const connection = await patiently(async () =>
    Connection.open(await server.invite(documentId), doc, { onUpdate: hear, onState: hear }),
  )
  const deadline = performance.now() + patienceMs
  for (;;) {
    const words = new Set(doc.getArray<string>('default').toArray())
    if (isEnough(words) || performance.now() > deadline) {
      connection.close()
      return words
    }
    await pause(5)
  }
}

async function patiently<T>(join: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + joinLimitMs
  for (;;) {
    try {
      return await join()
    } catch (error) {
      if (performance.now() > deadline) throw error
      await pause(joinPauseMs)
    }
  }
}
