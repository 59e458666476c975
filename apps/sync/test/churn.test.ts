import { randomInt } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { encodeAwareness } from '../src/room/frames.ts'
import { type ChildServer, startMeasuredServer } from './support/child-server.ts'
import { type Look, toChurnReport } from './support/churn-report.ts'
import { useFixture } from './support/fixture.ts'
import type { Vitals } from './support/measured-main.ts'
import { until } from './support/until.ts'
import { WireClient } from './support/wire-client.ts'
import { type Someone, ticketSecret } from './support/world.ts'

/** More make a soak test of it: `CHURN_SECONDS=1200 npx vitest run --project sync test/churn.test.ts`. */
const seconds = Number(process.env.CHURN_SECONDS ?? 60)
/** Where to write what was seen. */
const reportFile = process.env.CHURN_REPORT
const visitsPerSecond = 10
/** A machine that is too busy for the rate opens fewer. */
const maxVisitsAtOnce = 10
const editsOfVisit = 4
/** How often the server is looked at, at rest. What it held after the first third is compared with what it holds last. */
const looks = 6
const about = [
  `${new Date().toISOString().slice(0, 10)}, Node.js ${process.versions.node}. Two people open a document that is new, see`,
  `each other, write ${editsOfVisit} times each, wait until that is stored, and leave: ${visitsPerSecond} documents a second, or as many`,
  'as the machine bears. At each look nobody is there.',
].join('\n')
const settings = { lingerMs: 200, snapshotRows: editsOfVisit }

/**
 * How much more there may be at the end: pools of database connections and caches of Node.js grow by a few more, but
 * nothing by one for each visit.
 */
const slack: Readonly<Record<keyof Vitals, number>> = {
  heapBytes: 3 * 2 ** 20,
  residentBytes: 100 * 2 ** 20,
  fileDescriptors: 12,
  resources: 12,
  processListeners: 0,
  emitters: 120,
  sockets: 2,
  connections: 2,
  rooms: 2,
  documents: 2,
  warnings: 0,
}
const growth = 1.1

describe('churn', () => {
  const fixture = useFixture()

  it(
    'holds nothing of documents that were opened, written and left',
    async () => {
      const server = await startMeasuredServer(fixture.database.url, ticketSecret, settings)
      const people = await Promise.all(Array.from({ length: 20 }, () => fixture.world.addPerson()))
      const read: Look[] = []
      let visits = 0
      for (let look = 0; look < looks; look++) {
        visits += await churn((seconds * 1000) / looks, () => visit(server, people))
        await until('the server is at rest', () => isAtRest(server), 60_000)
        const churned = Math.round(((look + 1) * seconds) / looks)
        read.push({ seconds: churned, visits, ...(await server.readVitals()) })
        if (reportFile) await writeFile(reportFile, toChurnReport(about, read))
      }
      const [warm, last] = [read[looks / 3 - 1], read[looks - 1]]
      expect(visits, 'visits').toBeGreaterThan(seconds)
      for (const [name, most] of Object.entries(slack) as [keyof Vitals, number][]) {
        const series = read.map((vitals) => vitals[name]).join(' ')
        expect(last?.[name] ?? 0, `${name}: ${series}`).toBeLessThanOrEqual((warm?.[name] ?? 0) * growth + most)
      }
      expect(await server.kill('SIGTERM')).toBe(0)
    },
    240_000 + seconds * 3_000,
  )

  /** Two people open a document of its own, see each other, write, and leave: in order, or as if their network died. */
  async function visit(server: ChildServer, people: readonly Someone[]): Promise<void> {
    const documentId = await fixture.world.addDocument()
    const first = randomInt(people.length)
    const pair = [people[first], people[(first + 1) % people.length]].flatMap((person) => person ?? [])
    const clients = await Promise.all(
      pair.map(async (person) => {
        const ticket = await fixture.world.ticket(person, documentId)
        return new WireClient(server.wsUrl, documentId, ticket)
      }),
    )
    for (const client of clients) {
      await client.sync()
      const state = new TextEncoder().encode('{"at":1}')
      client.send(encodeAwareness([{ clientId: client.doc.clientID, clock: 1, state }]))
    }
    for (let edit = 0; edit < editsOfVisit; edit++) {
      for (const client of clients) client.text.insert(0, 'a word ')
      await Promise.all(clients.map((client) => client.stored()))
    }
    for (const client of clients) {
      if (randomInt(3) === 0) client.terminate()
      else client.end()
    }
    await Promise.all(clients.map((client) => client.ended()))
  }
})

/** Begins visits at the rate for so long, and answers with their number when all are over. */
async function churn(forMs: number, visit: () => Promise<void>): Promise<number> {
  const begin = performance.now()
  const atOnce = new Set<Promise<unknown>>()
  const failures: unknown[] = []
  let visits = 0
  while (performance.now() - begin < forMs && failures.length === 0) {
    if (atOnce.size < maxVisitsAtOnce) {
      const running = visit().catch((error: unknown) => failures.push(error))
      atOnce.add(running)
      void running.finally(() => atOnce.delete(running))
      visits++
    }
    await pause(1000 / visitsPerSecond)
  }
  await Promise.all(atOnce)
  expect(failures).toEqual([])
  return visits
}

async function isAtRest({ httpUrl }: ChildServer): Promise<boolean> {
  await pause(100)
  const metrics = await (await fetch(`${httpUrl}/metrics`)).text()
  return ['duplex_sync_rooms 0', 'duplex_sync_connections 0'].every((line) => metrics.split('\n').includes(line))
}
