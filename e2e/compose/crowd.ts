import { OwnClient } from '../stack/own-client.ts'
import { Account } from './account.ts'

export type CrowdPlan = {
  readonly url: string
  readonly documents: number
  /** From one word of a client to its next, in ms. */
  readonly wordMs: number
  readonly onTicket: (status: number) => void
}

/** ms since 1970. */
export type Absence = { readonly from: number; readonly to: number }

type Member = { readonly client: OwnClient; readonly documentId: string; wasLive: boolean }

/** New accounts of one address in an hour are limited. */
const accounts = 10
const batch = 20

/** People who write, and what became of their connections. */
export class Crowd {
  /** Of clients that were away and are live again. */
  readonly absences: Absence[] = []
  readonly #plan: CrowdPlan
  readonly #members: Member[] = []
  readonly #owners = new Map<string, Account>()
  readonly #leftAt = new Map<OwnClient, number>()
  #typing: NodeJS.Timeout | undefined
  #words = 0

  constructor(plan: CrowdPlan) {
    this.#plan = plan
  }

  /** More come, until they are so many. */
  async gather(clients: number): Promise<void> {
    if (this.#owners.size === 0) await this.#createDocuments()
    const ids = [...this.#owners.keys()]
    while (this.#members.length < clients) {
      for (const end = Math.min(this.#members.length + batch, clients); this.#members.length < end; ) {
        this.#join(ids[this.#members.length % ids.length] as string)
      }
      await this.untilAll('is live', (client) => client.isLive)
    }
    this.forget()
  }

  /** Everybody types a word from time to time, nobody at the same moment as all others. */
  startTyping(): void {
    this.stopTyping()
    this.#typing = setInterval(() => {
      const { client } = this.#members[this.#words++ % this.#members.length] as Member
      client.type(`w${this.#words}`)
    }, this.#plan.wordMs / this.#members.length)
  }

  stopTyping(): void {
    clearInterval(this.#typing)
  }

  get awayCount(): number {
    return this.#members.filter(({ wasLive }) => !wasLive).length
  }

  /** Drops what was measured. */
  forget(): void {
    this.absences.length = 0
  }

  async untilAll(what: string, holds: (client: OwnClient) => boolean, withinMs = 60_000): Promise<void> {
    const end = Date.now() + withinMs
    for (;;) {
      const missing = this.#members.filter(({ client }) => !holds(client)).length
      if (missing === 0) return
      if (Date.now() > end) throw new Error(`after ${withinMs} ms it is true of all but ${missing} that it ${what}`)
      await new Promise((resume) => setTimeout(resume, 20))
    }
  }

  /** What the database does not have of what was typed, and what it has twice. */
  async compare(): Promise<{ typed: number; lost: string[]; doubled: string[] }> {
    const [lost, doubled] = [[] as string[], [] as string[]]
    for (const [documentId, owner] of this.#owners) {
      const shown = await owner.readWords(documentId)
      const known = new Set(shown)
      const typed = this.#members.flatMap((member) => (member.documentId === documentId ? member.client.words : []))
      lost.push(...typed.filter((word) => !known.has(word)))
      doubled.push(...shown.filter((word, i) => shown.indexOf(word) !== i))
    }
    return { typed: this.#members.reduce((sum, { client }) => sum + client.words.length, 0), lost, doubled }
  }

  leave(): void {
    this.stopTyping()
    for (const { client } of this.#members) client.leave()
  }

  async #createDocuments(): Promise<void> {
    const { url, documents } = this.#plan
    const people: Account[] = []
    for (let i = 0; i < accounts; i++) people.push(await Account.create(url, `Writer ${i}`))
    for (let i = 0; i < documents; i++) {
      const owner = people[i % accounts] as Account
      this.#owners.set(await owner.createDocument(`Crowd ${i}`), owner)
    }
  }

  #join(documentId: string): void {
    const { url, onTicket } = this.#plan
    const client = new OwnClient({ url, cookie: this.#owners.get(documentId)?.cookie ?? '', documentId, onTicket })
    const member: Member = { client, documentId, wasLive: false }
    client.connection.status.subscribe(() => this.#look(member))
    this.#members.push(member)
  }

  #look(member: Member): void {
    const { isLive } = member.client
    if (isLive === member.wasLive) return
    member.wasLive = isLive
    const now = Date.now()
    if (!isLive) this.#leftAt.set(member.client, now)
    else this.absences.push({ from: this.#leftAt.get(member.client) ?? now, to: now })
  }
}
