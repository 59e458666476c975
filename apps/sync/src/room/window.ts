import type { NamedTrace } from './followed.ts'
import type { Member } from './member.ts'

export type HeldUpdate = {
  readonly author: Member
  readonly bytes: Uint8Array
  /** Client -> its next clock once this is applied. */
  readonly clocks: ReadonlyMap<number, number>
  /** Client ids that have to become the author's with it. */
  readonly claims: readonly number[]
  readonly makesNodes: boolean
  readonly structs: number
  /** How many items it brings, at least. */
  readonly items: number
  /** Number of the author's newest message that is stored once this is. */
  readonly upTo: number
  readonly named?: NamedTrace
}

/** The updates of a room that will be committed together, as one row. */
export class Window {
  readonly updates: HeldUpdate[] = []
  /** For each connection that sent nothing new: the number of its newest message that is stored once this is. */
  readonly notes = new Map<Member, number>()
  /** Client -> its next clock once all of this is applied. */
  readonly clocks = new Map<number, number>()
  /** Client id -> whose it has to become when this is stored. */
  readonly claims = new Map<number, string>()
  /** That of the first update of which a client named one. */
  named: NamedTrace | undefined
  bytes = 0
  items = 0

  add(update: HeldUpdate): void {
    this.updates.push(update)
    this.named ??= update.named
    this.bytes += update.bytes.length
    this.items += update.items
    for (const [client, clock] of update.clocks) this.clocks.set(client, clock)
    for (const client of update.claims) this.claims.set(client, update.author.person.id)
  }

  /** A message of `author` that changes nothing is stored when everything before it is. */
  note(author: Member, upTo: number): void {
    this.notes.set(author, upTo)
  }

  get isEmpty(): boolean {
    return this.updates.length === 0 && this.notes.size === 0
  }

  /** For each connection with something in here: the number of its newest message that is stored once this is. */
  get upTo(): ReadonlyMap<Member, number> {
    const upTo = new Map(this.updates.map((update) => [update.author, update.upTo]))
    for (const [member, number] of this.notes) upTo.set(member, Math.max(number, upTo.get(member) ?? 0))
    return upTo
  }

  authorsOf(places: readonly number[]): ReadonlySet<Member> {
    return new Set(places.flatMap((place) => this.updates[place]?.author ?? []))
  }

  /** Every connection of a person with something in here: one that is sent away is so with all of them. */
  membersOf(userId: string): ReadonlySet<Member> {
    const members = [...this.updates.map(({ author }) => author), ...this.notes.keys()]
    return new Set(members.filter(({ person }) => person.id === userId))
  }

  /** Authors of updates that claim an id which, by `owners`, is somebody else's. */
  claimantsAgainst(owners: ReadonlyMap<number, string>): ReadonlySet<Member> {
    const isTaken = (client: number, userId: string) => (owners.get(client) ?? userId) !== userId
    const updates = this.updates.filter(({ author, claims }) => claims.some((id) => isTaken(id, author.person.id)))
    return new Set(updates.map((update) => update.author))
  }
}

/** The window of all rooms in which nothing waits, which are most. Never added to. */
export const nothing = new Window()
