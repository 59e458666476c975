import type { DocumentConnection } from '@duplex/protocol/client'
import * as prng from 'lib0/prng'
import * as Y from 'yjs'
import { actTogether } from '../load/rhythm.ts'
import { AudienceLog } from './audience-log.ts'
import { createBrowserFetch } from './browser-fetch.ts'
import { isLive, joinAsPage } from './clients.ts'
import type { LoadCommands, OrderOf, Traffic } from './load-commands.ts'
import { monotonicMs } from './monotonic-ms.ts'
import { PlainPoller, pollEachSecond } from './plain-poller.ts'
import { SocketBytes } from './socket-bytes.ts'

/** Clients that join at the same time. */
const batch = 20

/** The clients of one process. */
export class LoadOfClients implements LoadCommands {
  readonly #bytes = new SocketBytes()
  readonly #audience = new AudienceLog()
  readonly #connections: DocumentConnection[] = []
  readonly #docs: Y.Doc[] = []
  #pollers: PlainPoller[] = []
  #random: prng.PRNG = prng.create(0)
  #requests = 0
  readonly #fetch = createBrowserFetch(() => {
    this.#requests++
  })

  async write({ invitations, transport, seed }: OrderOf<'write'>): Promise<number> {
    this.#random = prng.create(seed)
    const doc = new Y.Doc()
    this.#docs.push(doc)
    this.#connections.push(await joinAsPage({ doc, invitations, transport, fetch: this.#fetch }))
    return doc.clientID
  }

  async type(pace: OrderOf<'type'>): Promise<number[]> {
    const sentAt: number[] = []
    const texts = this.#docs.map((doc) => doc.getText('default'))
    await actTogether(texts, pace, this.#random, (text) => {
      sentAt.push(monotonicMs())
      text.insert(text.length, prng.letter(this.#random))
    })
    return sentAt
  }

  async read({ readers, transport, writerId }: OrderOf<'read'>): Promise<void> {
    await inBatches(readers, async (invitations) => {
      const doc = new Y.Doc()
      this.#audience.follow(doc, writerId)
      this.#connections.push(await joinAsPage({ doc, invitations, transport, fetch: this.#fetch }))
    })
  }

  async hear({ letters }: OrderOf<'hear'>): Promise<(readonly number[])[]> {
    await this.#audience.arrived(letters)
    return [...this.#audience.arrivedAt]
  }

  async count(): Promise<Traffic> {
    const lost = this.#connections.filter((connection) => !isLive(connection)).length
    if (lost > 0) throw new Error(`${lost} clients are not connected any more`)
    const { up, down } = this.#bytes
    return { up, down, requests: this.#requests }
  }

  async leave(): Promise<void> {
    for (const connection of this.#connections.splice(0)) connection.destroy()
    for (const doc of this.#docs.splice(0)) doc.destroy()
  }

  async poll({ invitations, warmUpSeconds }: OrderOf<'poll'>): Promise<void> {
    this.#pollers = await inBatches(invitations, (invitation) => PlainPoller.open(invitation, this.#fetch))
    await pollEachSecond(this.#pollers, warmUpSeconds)
  }

  async pollOn({ seconds }: OrderOf<'pollOn'>): Promise<{ polls: number; empty: number }> {
    return await pollEachSecond(this.#pollers, seconds)
  }
}

async function inBatches<From, To>(all: readonly From[], work: (one: From) => Promise<To>): Promise<To[]> {
  const done: To[] = []
  while (done.length < all.length) {
    done.push(...(await Promise.all(all.slice(done.length, done.length + batch).map(work))))
  }
  return done
}
