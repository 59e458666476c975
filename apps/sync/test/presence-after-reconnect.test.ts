import { afterEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { useFixture } from './support/fixture.ts'
import { openPage, type Page, saysStored } from './support/page.ts'
import { startTcpProxy, type TcpProxy } from './support/tcp-proxy.ts'
import { until } from './support/until.ts'

/** Less than y-protocols takes to say again that somebody who does nothing is there. */
const soonMs = 8_000

describe('presence after a reconnect', () => {
  const fixture = useFixture()
  const pages: Page[] = []
  let proxy: TcpProxy | undefined

  afterEach(async () => {
    for (const { connection } of pages.splice(0)) connection.destroy()
    await proxy?.close()
  })

  async function startProxy(wsUrl: string): Promise<TcpProxy> {
    proxy = await startTcpProxy(wsUrl)
    return proxy
  }

  it('P1 somebody who is back before the old connection has ended is seen, and stays when it ends', async () => {
    const server = await fixture.start({ settings: { heartbeatMs: 1_000 } })
    const proxied = await startProxy(server.wsUrl)
    const documentId = await fixture.world.addDocument()
    const [ada, bob] = await Promise.all([fixture.world.addPerson('Ada'), fixture.world.addPerson('Bob')])
    const open = (url: string, person: typeof ada) =>
      openPage(url, documentId, new Y.Doc(), () => fixture.world.ticket(person, documentId))
    const [a, b] = [open(proxied.url, ada), open(server.wsUrl, bob)]
    pages.push(a, b)
    const seen: unknown[] = []
    b.connection.awareness.on('change', () =>
      seen.push(b.connection.awareness.getStates().get(a.connection.awareness.clientID)?.caret),
    )
    a.connection.awareness.setLocalState({ caret: 1 })
    await until('Bob sees her', () => saysStored(b) && seen.at(-1) === 1)
    proxied.strand()
    await until('she is back', () => a.status().kind === 'waiting')
    a.connection.reconnectNow()
    a.connection.awareness.setLocalState({ caret: 2 })
    await until('Bob sees her move', () => seen.at(-1) === 2)
    await until('the old connection has ended', async () =>
      (await (await fetch(`${server.httpUrl}/metrics`)).text()).includes('closes_total{close="noAnswer"} 1'),
    )
    a.connection.awareness.setLocalState({ caret: 3 })
    await until('Bob sees her move again', () => seen.at(-1) === 3)
    expect(seen.slice(seen.indexOf(1))).not.toContain(undefined)
  })

  it('P1 P3 people who do nothing see each other again at once', async () => {
    const server = await fixture.start()
    const { url, cut, restore } = await startProxy(server.wsUrl)
    const documentId = await fixture.world.addDocument()
    for (const name of ['Ada', 'Bob']) {
      const person = await fixture.world.addPerson(name)
      const page = openPage(url, documentId, new Y.Doc(), () => fixture.world.ticket(person, documentId))
      page.connection.awareness.setLocalState({ caret: name })
      pages.push(page)
    }
    const seenBy = (page: Page) =>
      [...page.connection.awareness.getStates()].filter(([id]) => id !== page.connection.awareness.clientID).length
    await until('they see each other', () => pages.every((page) => saysStored(page) && seenBy(page) === 1))
    cut()
    await until('they lose each other', () => pages.every((page) => seenBy(page) === 0))
    restore()
    for (const page of pages) page.connection.reconnectNow()
    await until('they see each other again', () => pages.every((page) => seenBy(page) === 1), soonMs)
    expect(pages.map((page) => page.status().kind)).toEqual(['live', 'live'])
  })
})
