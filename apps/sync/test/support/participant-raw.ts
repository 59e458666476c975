import { setTimeout } from 'node:timers/promises'
import { closeNameOf } from '@duplex/protocol'
import type * as Y from 'yjs'
import { encodeSync } from '../../src/room/frames.ts'
import type { Participant, Trick, Way } from './participant.ts'
import { until } from './until.ts'
import { WireClient } from './wire-client.ts'

const longMs = 600_000

/** With a client of ours that shows the wire, and tricks on it that no network plays. */
class RawParticipant implements Participant {
  readonly endings: string[] = []
  private client: WireClient | undefined
  private isHere = false
  private isStaying = false
  private readonly written: Uint8Array[] = []

  constructor(
    private readonly way: Way,
    readonly doc: Y.Doc,
  ) {
    doc.on('update', (update: Uint8Array, _by: unknown, _doc: Y.Doc, { local }: Y.Transaction) => {
      if (local) this.written.push(update)
    })
  }

  come(): void {
    this.isHere = true
    if (!this.isStaying) void this.stay()
  }

  leave(): void {
    this.isHere = false
    this.client?.end()
    this.client?.terminate()
  }

  get knowsAllStored(): boolean {
    const { client } = this
    // The answer to a step 1 holds everything that was there by then.
    return client !== undefined && !client.closed && client.of('step1').length > 0 && client.ack?.stored === client.sent
  }

  get standing(): unknown {
    const { ws, heard, sent, ack } = this.client ?? {}
    return { socket: ws?.readyState, heard: heard?.map(({ kind }) => kind).slice(0, 20), sent, stored: ack?.stored }
  }

  readonly playTricks = (insert: (by?: unknown) => void, trick: Trick): void => {
    if (trick === 'repeat') {
      insert()
      this.resend(this.written.at(-1))
      this.resend(this.written[Math.floor(this.written.length / 2)])
      return
    }
    // Under the client's own name it looks like news from the server, and is not sent.
    insert(this.client)
    const late = this.written.at(-1)
    insert()
    if (trick === 'reorder') this.resend(late)
  }

  private resend(update: Uint8Array | undefined): void {
    const { client } = this
    if (update && client?.ws.readyState === client?.ws.OPEN) client?.send(encodeSync('update', update))
  }

  private async stay(): Promise<void> {
    this.isStaying = true
    while (this.isHere) {
      const ticket = await this.way.ticket()
      if (!this.isHere) break
      const client = new WireClient(this.way.wsUrl, this.way.documentId, ticket, { doc: this.doc })
      this.client = client
      client.ws.once('open', () => client.startSyncing())
      const { code } = await until('the connection has ended', () => client.closed, longMs)
      client.terminate()
      if (this.isHere) this.endings.push(closeNameOf(code) ?? String(code))
      await setTimeout(20)
    }
    this.isStaying = false
  }
}

export function createRaw(way: Way, doc: Y.Doc): Participant {
  return new RawParticipant(way, doc)
}
