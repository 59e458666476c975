import { setTimeout as pause } from 'node:timers/promises'
import { readEnvelope, ticketProtocolPrefix } from '@duplex/protocol'
import type { Invitation } from '../server/server-under-test.ts'

/** Somebody who asks for news by plain requests, and by nothing else. */
export class PlainPoller {
  readonly #url: string
  readonly #fetch: typeof fetch
  readonly #key: string
  #received = 0

  private constructor(url: string, key: string, fetch: typeof globalThis.fetch) {
    this.#url = url
    this.#key = key
    this.#fetch = fetch
  }

  static async open({ url, protocols }: Invitation, fetch: typeof globalThis.fetch): Promise<PlainPoller> {
    const visit = `${url.replace(/^ws/, 'http')}/visit`
    const ticket = protocols.find((name) => name.startsWith(ticketProtocolPrefix))?.slice(ticketProtocolPrefix.length)
    const answer = await fetch(visit, { method: 'POST', headers: { authorization: `Bearer ${ticket}` } })
    if (answer.status !== 201) throw new Error(`a visit was refused with ${answer.status}`)
    return new PlainPoller(`${visit}/messages`, ((await answer.json()) as { key: string }).key, fetch)
  }

  /** Answers whether there was nothing new. */
  async ask(): Promise<boolean> {
    const headers = { authorization: `Bearer ${this.#key}`, 'last-event-id': String(this.#received) }
    const answer = await this.#fetch(this.#url, { headers, cache: 'no-store', credentials: 'omit' })
    if (!answer.ok) throw new Error(`a question was answered with ${answer.status}`)
    const { first, messages } = readEnvelope(new Uint8Array(await answer.arrayBuffer()))
    this.#received = first + messages.length - 1
    return messages.length === 0
  }
}

/** Each asks once a second, spread over the second. Answers with how many asked, and how many in vain. */
export async function pollEachSecond(pollers: readonly PlainPoller[], seconds: number) {
  const begin = performance.now()
  const counts = { polls: 0, empty: 0 }
  const pollFor = async (poller: PlainPoller, index: number) => {
    for (let second = 0; second < seconds; second++) {
      const due = begin + (second + index / pollers.length) * 1000
      await pause(Math.max(0, due - performance.now()))
      counts.polls++
      if (await poller.ask()) counts.empty++
    }
  }
  await Promise.all(pollers.map(pollFor))
  return counts
}
