import { expect } from 'vitest'
import type { ChildServer } from './child-server.ts'
import type { Fixture } from './fixture.ts'
import { until } from './until.ts'

export type Bystanders = {
  /** They write to each other as if nothing had happened, and miss nothing. */
  goOn(): Promise<void>
  /** Their documents are, row by row, what they wrote. */
  expectStored(): Promise<void>
}

/** Two people who write to each other in each of these documents, while somebody else misbehaves. */
export async function inviteBystanders(
  fixture: Fixture,
  server: Pick<ChildServer, 'wsUrl'>,
  documentIds: readonly string[],
): Promise<Bystanders> {
  const pairs = await Promise.all(
    documentIds.map(async (documentId) => {
      const people = await Promise.all(['Ada', 'Bob'].map((name) => fixture.world.addPerson(name)))
      const connect = people.map(async (person) => (await fixture.connect(server, documentId, person)).sync())
      return { documentId, clients: await Promise.all(connect) }
    }),
  )
  const endings = () => pairs.flatMap(({ clients }) => clients.map(({ closed }) => closed))
  let round = 0
  return {
    async goOn() {
      round++
      for (const { clients } of pairs) {
        for (const [i, { text }] of clients.entries()) text.insert(text.length, `[${round}${'ab'[i]}]`)
      }
      await until('they have read each other, or are thrown out', () => {
        const isRead = pairs.every(({ clients }) =>
          clients.every(
            ({ text }) => text.toString().includes(`[${round}a]`) && text.toString().includes(`[${round}b]`),
          ),
        )
        return isRead || endings().some((ending) => ending !== undefined)
      })
      expect(endings()).toEqual(endings().map(() => undefined))
    },
    async expectStored() {
      for (const { documentId, clients } of pairs) {
        await Promise.all(clients.map((client) => client.stored()))
        const stored = await fixture.world.readText(documentId)
        for (let past = 1; past <= round; past++) {
          expect([stored.includes(`[${past}a]`), stored.includes(`[${past}b]`)]).toEqual([true, true])
        }
      }
    },
  }
}
