import { isWhole } from '../stack/length.ts'
import { readMetric } from '../stack/metrics.ts'
import { OwnClient } from '../stack/own-client.ts'
import { createDocument, type Person } from '../stack/people.ts'
import { cookiesOf } from '../stack/raw-events.ts'
import { expect, test } from './fixtures.ts'
import { readRecipe } from './proxies/recipes.ts'

const documentCount = 8
/** ms that clients need to be on another node. The promise can be kept by a machine that does nothing else. */
const movedWithinMs = isWhole ? 5_000 : 20_000
const soon = { timeout: movedWithinMs, intervals: [20] }

/** Two on WebSockets and one on an event stream, in each of some documents. */
async function openDocuments(ana: Person, url: string): Promise<OwnClient[][]> {
  const cookie = await cookiesOf(ana.context)
  const ids = await Promise.all(Array.from({ length: documentCount }, (_, i) => createDocument(ana, `Spread ${i}`)))
  return ids.map((documentId) =>
    ([undefined, undefined, 'sse'] as const).map(
      (transport) => new OwnClient({ url, cookie, documentId, ...(transport && { transport }) }),
    ),
  )
}

const visitsOf = (port: number) => readMetric(port, 'duplex_sync_visits')

for (const kind of ['nginx', 'haproxy', 'caddy'] as const) {
  test(`R1 behind ${kind} all who are in a document meet on one of two nodes, and on the other one when it is killed or ends`, async ({
    front,
    putBehind,
    person,
  }) => {
    test.setTimeout(240_000)
    // External: each provider of y-websocket waits for the end of the process.
    process.setMaxListeners(0)
    const { stack } = front
    // Visits that another test left behind are known for most of a minute, and would count.
    await stack.sync.end('SIGKILL')
    await stack.sync.start()
    const second = await stack.startNode()
    // Without the gate in between: where a node is not, nothing must listen.
    const first = stack.syncGate.target
    await putBehind((place) => readRecipe(kind, { ...place, sync: first, moreSyncs: [second.port] }))
    const documents = await openDocuments(await person('Ana'), front.url)
    const clients = documents.flat()
    const nodesOf = () => documents.map((people) => new Set(people.flatMap(({ node }) => node ?? [])))
    const typeAll = async (word: string) => {
      for (const [i, client] of clients.entries()) client.type(`${word}${i}`)
      for (const people of documents) {
        const words = people.flatMap((client) => client.words).toSorted()
        for (const client of people) await expect.poll(() => client.allWords.toSorted(), soon).toEqual(words)
        for (const client of people) await expect.poll(() => client.storedWords, soon).toEqual(client.words)
      }
    }
    const allLive = () => clients.every((client) => client.isLive)
    try {
      for (const port of [first, second.port])
        await expect.poll(() => readMetric(port, 'duplex_sync_other_nodes'), soon).toBe(1)
      await expect.poll(allLive, soon).toBe(true)
      expect(nodesOf().map((nodes) => nodes.size)).toEqual(documents.map(() => 1))
      const nodes = new Set(nodesOf().flatMap((one) => [...one]))
      expect(nodes.size).toBe(2)
      const visits = () => Promise.all([visitsOf(first), visitsOf(second.port)])
      await expect.poll(async () => (await visits()).reduce((sum, count) => sum + count, 0), soon).toBe(documentCount)
      expect(Math.min(...(await visits()))).toBeGreaterThan(0)
      await typeAll('before')

      await second.process.end('SIGKILL')
      await expect.poll(() => visitsOf(first), soon).toBe(documentCount)
      await expect.poll(allLive, soon).toBe(true)
      expect(new Set(nodesOf().flatMap((one) => [...one])).size).toBe(1)
      await typeAll('killed')
      // By WebSocket still: who could not reach a node at once would have looked for another way.
      for (const [someone] of documents) expect(someone?.connection.transport.getSnapshot().transport).toBe('websocket')

      await second.process.start()
      const ended = stack.sync.end('SIGTERM')
      await typeAll('ended')
      await ended
      await expect.poll(allLive, soon).toBe(true)
      await expect.poll(() => visitsOf(second.port), soon).toBe(documentCount)
    } finally {
      for (const client of clients) client.leave()
      await stack.sync.start()
      await second.process.end('SIGTERM')
    }
  })
}
