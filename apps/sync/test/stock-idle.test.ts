import { describe, expect, it } from 'vitest'
import { useFixture } from './support/fixture.ts'
import { createStock } from './support/stock-client.ts'
import { until } from './support/until.ts'

/** Three times the silence after which the provider hangs up. */
const idleMs = 90_000

describe('W5 an idle stock client', () => {
  const fixture = useFixture()

  it('W5 L1 stays connected for 90 s without a reconnect, and then still syncs', async () => {
    const server = await fixture.start()
    const documentId = await fixture.world.addDocument()
    const ticket = async () => fixture.world.ticket(await fixture.world.addPerson(), documentId)
    // Awareness would renew itself every 15 s: without it nothing but the server's heartbeat is heard.
    const [a, b] = [
      createStock(server.wsUrl, documentId, await ticket()),
      createStock(server.wsUrl, documentId, await ticket()),
    ]
    for (const stock of [a, b]) stock.provider.awareness.setLocalState(null)
    await until('both are synced', () => a.provider.synced && b.provider.synced)
    const startedAt = performance.now()
    await until('the time has passed', () => performance.now() - startedAt > idleMs, idleMs + 5_000)
    expect([a.closes, b.closes]).toEqual([[], []])
    a.doc.getText('default').insert(0, 'awake')
    await until('the other has it', () => b.doc.getText('default').toString() === 'awake')
    for (const stock of [a, b]) stock.provider.destroy()
  }, 150_000)
})
