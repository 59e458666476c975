import type { DocumentConnectionOptions } from '@duplex/protocol/client'
import { onTestFinished } from 'vitest'
import * as Y from 'yjs'
import type { Fixture } from './fixture.ts'
import { type HttpProxy, startHttpProxy } from './http-proxy.ts'
import { openPage, type Page, saysStored } from './page.ts'
import type { RunningServer } from './server.ts'
import { until } from './until.ts'

export type LadderPage = Page & {
  readonly doc: Y.Doc
  readonly text: Y.Text
  /** How often the page was greeted. */
  readonly connections: number
  /** What carries its connection, or would. */
  readonly transport: string
  /** All that it has is stored, and it says so. */
  stored(deadlineMs?: number): Promise<unknown>
}

export type LadderScene = {
  readonly server: RunningServer
  readonly documentId: string
  /** A proxy before the server, for whoever is to come through one. */
  readonly proxy: HttpProxy
  open(name: string, options?: Partial<DocumentConnectionOptions>, through?: { wsUrl: string }): Promise<LadderPage>
}

/** A document, and pages that are closed after the test. */
export async function setLadderScene(
  fixture: Fixture,
  deps: Parameters<Fixture['start']>[0] = {},
): Promise<LadderScene> {
  const server = await fixture.start(deps)
  const documentId = await fixture.world.addDocument()
  const proxy = await startHttpProxy(server.httpUrl)
  onTestFinished(() => proxy.close())
  return {
    server,
    documentId,
    proxy,
    async open(name, options = {}, through = server) {
      const person = await fixture.world.addPerson(name)
      const doc = new Y.Doc()
      let connections = 0
      const page = openPage(through.wsUrl, documentId, doc, () => fixture.world.ticket(person, documentId), options)
      // Each greeting says the title.
      page.connection.onNotice(({ kind }) => kind === 'title' && connections++)
      onTestFinished(() => page.connection.destroy())
      return Object.defineProperties(
        { ...page },
        Object.getOwnPropertyDescriptors({
          text: doc.getText('default'),
          get connections() {
            return connections
          },
          get transport() {
            return page.connection.transport.getSnapshot().transport
          },
          stored: (deadlineMs?: number) => until(`${name} has all stored`, () => saysStored(page), deadlineMs),
        }),
      ) as LadderPage
    },
  }
}

/** Time that passes so many times as fast. */
export function hurriedClock(factor: number): NonNullable<DocumentConnectionOptions['clock']> {
  const startedAt = Date.now()
  return {
    now: () => startedAt + (Date.now() - startedAt) * factor,
    after(delayMs, run) {
      const timer = setTimeout(run, delayMs / factor)
      return () => clearTimeout(timer)
    },
  }
}
