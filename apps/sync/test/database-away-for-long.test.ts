import { setTimeout } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { useFixture } from './support/fixture.ts'
import { saysStored } from './support/page.ts'
import { areSame } from './support/replica-facts.ts'
import type { RunningServer } from './support/server.ts'
import { StoredWatch } from './support/stored-watch.ts'
import { startTcpProxy, type TcpProxy } from './support/tcp-proxy.ts'
import { startTyping, type Typist, wordsOf } from './support/typist.ts'
import { until } from './support/until.ts'

/** `OUTAGE_MS=90000`, and `--reporter=verbose` for what it measured: the server closes everything after its usual minute. */
const outageMs = Number(process.env.OUTAGE_MS ?? 4_000)
const lookMs = 50
/** How often pages have said that all is stored before the database goes. */
const enoughClaims = 10
const maxQueueBytes = 64 * 1024
/** Clients ask again within 5 s, the server its database within 5 s, and each answer takes its time on a busy machine. */
const maxRecoveryMs = 15_000
const settings = {
  statementTimeoutMs: Math.min(10_000, outageMs / 4),
  maxRoomQueueBytes: maxQueueBytes,
  compareAccessMs: Math.min(20_000, outageMs / 4),
  failClosedMs: Math.min(60_000, (outageMs * 2) / 3),
}

describe('the database is away for long', () => {
  const fixture = useFixture()
  let typists: Typist[] = []
  let proxy: TcpProxy | undefined

  afterEach(async () => {
    for (const typist of typists.splice(0)) {
      typist.stopTyping()
      typist.page.connection.destroy()
    }
    await proxy?.close()
  })

  async function startTen({ wsUrl }: RunningServer, documentId: string): Promise<Typist[]> {
    const letters = [...'abcdefghij']
    const people = await Promise.all(letters.map((letter) => fixture.world.addPerson(letter)))
    return people.map((person) =>
      startTyping(person.name, wsUrl, documentId, new Y.Doc(), () => fixture.world.ticket(person, documentId)),
    )
  }

  async function queuedBytes({ httpUrl }: RunningServer): Promise<number> {
    const metrics = await (await fetch(`${httpUrl}/metrics`)).text()
    return Number(/^duplex_sync_queued_bytes (\d+)$/m.exec(metrics)?.[1])
  }

  async function scene() {
    proxy = await startTcpProxy(fixture.database.url)
    const server = await fixture.start({ settings }, proxy.url)
    const documentId = await fixture.world.addDocument()
    typists = await startTen(server, documentId)
    const pages = typists.map(({ page }) => page)
    const watch = new StoredWatch(fixture.world, documentId, pages)
    return { proxy, server, documentId, pages, watch }
  }

  /** Looks again and again until it is over, and answers with the most bytes that the server held. */
  async function lookUntil(server: RunningServer, watch: StoredWatch, isOver: () => boolean): Promise<number> {
    let maxQueued = 0
    while (!isOver()) {
      await watch.look()
      maxQueued = Math.max(maxQueued, await queuedBytes(server))
      await setTimeout(lookMs)
    }
    return maxQueued
  }

  it.for(['cut', 'freeze'] as const)(
    'ST7 ST1 W3 R3 a %s under load loses nothing, doubles nothing, and nobody calls stored what is not',
    { timeout: outageMs + maxRecoveryMs + 30_000 },
    async (fault, { annotate }) => {
      const { proxy, server, documentId, pages, watch } = await scene()
      await lookUntil(server, watch, () => watch.claims >= enoughClaims)
      proxy[fault]()
      const away = after(outageMs)
      const maxQueued = await lookUntil(server, watch, away.isOver)
      const before = typists.flatMap(({ words }) => words)
      const back = after(maxRecoveryMs)
      proxy.restore()
      await lookUntil(server, watch, () => haveAll(watch.stored, before) || back.isOver())
      const recoveryMs = back.elapsed()
      for (const typist of typists) typist.stopTyping()
      await until('all say that all is stored', () => pages.every(saysStored))
      await watch.look()
      await until('all see the same', () => pages.every(({ doc }) => areSame(doc, watch.stored)))

      const typed = typists.flatMap(({ words }) => words)
      expect(wordsOf(watch.stored).sort()).toEqual(typed.sort())
      expect(areSame(await fixture.world.readDocument(documentId), watch.stored)).toBe(true)
      expect(maxQueued).toBeLessThanOrEqual(maxQueueBytes)
      expect(await queuedBytes(server)).toBe(0)
      const causes = new Set(typists.flatMap((typist) => [...typist.causes]))
      expect([...causes].filter((cause) => cause !== 'waiting storageAway')).toEqual([])
      expect(recoveryMs).toBeLessThan(maxRecoveryMs)
      const { looks, claims, seq } = watch
      await annotate(JSON.stringify({ words: typed.length, seq, recoveryMs, maxQueued, looks, claims }))
    },
  )
})

function after(ms: number) {
  const start = performance.now()
  return { isOver: () => performance.now() - start > ms, elapsed: () => Math.round(performance.now() - start) }
}

function haveAll(doc: Y.Doc, words: readonly string[]): boolean {
  const all = new Set(wordsOf(doc))
  return words.every((word) => all.has(word))
}
