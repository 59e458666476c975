import { afterEach, beforeEach, vi } from 'vitest'
import { WebSocket as NodeWebSocket } from 'ws'
import * as Y from 'yjs'
import {
  type ConnectionStatus,
  carryByWebSocket,
  createDocumentConnection,
  type DocumentConnection,
  type DocumentConnectionOptions,
  type PageSignal,
  type TicketAnswer,
} from '../src/client/index.ts'
import { ticketProtocols } from '../src/index.ts'
import { SteppedClock } from './stepped-clock.ts'
import { startSyncServer, type TestServer } from './sync-server.ts'

export const documentId = '0198c0de-0000-7000-8000-000000000001'

/** A page that does what the test says. */
class TestPage {
  online = true
  visible = true
  #listener: (signal: PageSignal) => void = () => undefined

  isOnline = (): boolean => this.online
  isVisible = (): boolean => this.visible
  subscribe = (listener: (signal: PageSignal) => void): (() => void) => {
    this.#listener = listener
    return () => {
      this.#listener = () => undefined
    }
  }

  signal(signal: PageSignal): void {
    if (signal === 'online' || signal === 'offline') this.online = signal === 'online'
    this.#listener(signal)
  }
}

/** A condition that is not met by then never will be, even on a busy machine. */
const waiting = { timeout: 10_000, interval: 2 }

/** One client on one real server; fresh before each test. */
export type Stage = {
  server: TestServer
  clock: SteppedClock
  page: TestPage
  doc: Y.Doc
  tickets: number
  answer: (signal: AbortSignal) => TicketAnswer | Promise<TicketAnswer>
  connect(options?: Partial<DocumentConnectionOptions>): DocumentConnection
}

export function setStage(): Stage {
  const stage = {} as Stage
  let connections: DocumentConnection[] = []
  beforeEach(async () => {
    const server = await startSyncServer()
    const answer = () =>
      ({ kind: 'ticket', url: `${server.url}/${documentId}`, protocols: ticketProtocols(`t${stage.tickets}`) }) as const
    Object.assign(stage, {
      server,
      clock: new SteppedClock(),
      page: new TestPage(),
      doc: new Y.Doc(),
      tickets: 0,
      answer,
    })
    stage.connect = (options) => {
      const connection = createDocumentConnection({ ...defaultsOf(stage), ...options })
      connections.push(connection)
      return connection
    }
  })
  afterEach(async () => {
    for (const connection of connections) connection.destroy()
    connections = []
    stage.doc.destroy()
    await stage.server.close()
  })
  return stage
}

function defaultsOf(stage: Stage): DocumentConnectionOptions {
  return {
    doc: stage.doc,
    documentId,
    fetchTicket: async ({ signal }) => {
      stage.tickets += 1
      return await stage.answer(signal)
    },
    openSocket: carryByWebSocket(NodeWebSocket),
    transport: 'websocket',
    clock: stage.clock,
    random: () => 0.5,
    page: stage.page,
  }
}

/** The first status, from now on, that is as described. */
export async function statusOf(
  connection: DocumentConnection,
  isWanted: (status: ConnectionStatus) => boolean,
): Promise<ConnectionStatus> {
  return await vi.waitFor(() => {
    const status = connection.status.getSnapshot()
    if (!isWanted(status)) throw new Error(`status stays ${JSON.stringify(status)}`)
    return status
  }, waiting)
}

export async function until(condition: () => boolean): Promise<void> {
  await vi.waitFor(() => {
    if (!condition()) throw new Error(`still not: ${condition}`)
  }, waiting)
}

export const isLive = (status: ConnectionStatus): boolean => status.kind === 'live' && status.synced
export const isStored = (status: ConnectionStatus): boolean => isLive(status) && status.outbox.safety === 'stored'

export function write(doc: Y.Doc, text: string): void {
  doc.getText('default').insert(doc.getText('default').length, text)
}

export function textOf(doc: Y.Doc): string {
  return doc.getText('default').toString()
}
