import * as Y from 'yjs'
import { Connection } from '../load/connection.ts'
import { fillDocument, joinAndHear } from '../load/long-document.ts'
import type { Measure } from '../report/measure.ts'
import type { ServerUnderTest } from '../server/server-under-test.ts'
import type { Scenario } from './scenario.ts'
import { type Usage, watchUsage } from './usage.ts'

const letters = 12_000 * 280
/** How many come at once. A single one comes again and again, because a few ms of CPU cannot be read. */
const crowds = [
  { joiners: 1, times: 10 },
  { joiners: 50, times: 1 },
  { joiners: 200, times: 1 },
] as const

/** Many people open a long document at the same moment: a lecture begins, a link is shared. */
export const join: Scenario = {
  title: '1, 50 and 200 people join a document of 3.6 MB at once',
  // It keeps no document that one could join.
  without: ['Hocuspocus, 16', 'ws relay'],
  async run(server, random) {
    const documentId = await server.addDocument()
    // A server that stores nothing forgets a document that nobody has open.
    const host = await Connection.open(await server.invite(documentId), new Y.Doc())
    await fillDocument(server, documentId, letters, random)
    const measures: Measure[] = []
    for (const { joiners, times } of crowds) {
      const usage = await joinTogether(server, documentId, joiners, times)
      measures.push(...toMeasures(joiners, times, 'warm', usage))
    }
    host.close()
    return [...measures, ...(await joinAfterCrash(server, documentId))]
  },
}

/** Nothing is loaded when they come. Nothing is measured of a server that stores nothing. */
async function joinAfterCrash(server: ServerUnderTest, documentId: string): Promise<Measure[]> {
  const measures: Measure[] = []
  for (const { joiners } of crowds) {
    const again = await server.crash?.()
    if (again === undefined) continue
    try {
      measures.push(...toMeasures(joiners, 1, 'cold', await joinTogether(again, documentId, joiners, 1)))
    } finally {
      await again.stop()
    }
  }
  return measures
}

async function joinTogether(
  server: ServerUnderTest,
  documentId: string,
  joiners: number,
  times: number,
): Promise<Usage> {
  const invite = () => server.invite(documentId)
  const invitations = await Promise.all(Array.from({ length: joiners * times }, invite))
  return await watchUsage(server, async () => {
    for (let next = 0; next < invitations.length; next += joiners) {
      const together = invitations.slice(next, next + joiners)
      const joined = await Promise.all(together.map((invitation) => joinAndHear(invitation, letters)))
      for (const connection of joined) connection.close()
    }
  })
}

function toMeasures(joiners: number, times: number, state: 'warm' | 'cold', usage: Usage): Measure[] {
  const isMost = joiners === 200
  const cpuMs = usage.cpuSeconds && (usage.cpuSeconds / joiners / times) * 1000
  return [
    {
      name: `${joiners} ${state}: until everybody has it`,
      value: usage.ms / times,
      unit: 'ms',
      bar: isMost ? 1_500 : undefined,
    },
    {
      name: `${joiners} ${state}: server CPU per join`,
      value: cpuMs,
      unit: 'ms',
      timesLess: isMost && state === 'warm' ? { '@y/websocket-server': 10, Hocuspocus: 10 } : undefined,
    },
    { name: `${joiners} ${state}: longest hold of the event loop`, value: usage.longestHoldMs, unit: 'ms' },
  ]
}
