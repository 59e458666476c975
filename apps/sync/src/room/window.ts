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
}

/** The updates of a room that will be committed together, as one row. */
export class Window {
  readonly updates: HeldUpdate[] = []
  /** For each connection with something in here: the number of its newest message that is stored once this is. */
  readonly upTo = new Map<Member, number>()
  /** Client -> its next clock once all of this is applied. */
  readonly clocks = new Map<number, number>()
  /** Client id -> whose it has to become when this is stored. */
  readonly claims = new Map<number, string>()
  bytes = 0

  add(update: HeldUpdate, upTo: number): void {
    this.updates.push(update)
    this.bytes += update.bytes.length
    for (const [client, clock] of update.clocks) this.clocks.set(client, clock)
    for (const client of update.claims) this.claims.set(client, update.author.person.id)
    this.upTo.set(update.author, upTo)
  }

  /** A message of `author` that changes nothing is stored when everything before it is. */
  note(author: Member, upTo: number): void {
    this.upTo.set(author, upTo)
  }

  get isEmpty(): boolean {
    return this.upTo.size === 0
  }

  authorsOf(places: readonly number[]): ReadonlySet<Member> {
    return new Set(places.flatMap((place) => this.updates[place]?.author ?? []))
  }

  /** Every connection of a person with something in here: one that is sent away is so with all of them. */
  membersOf(userId: string | undefined): ReadonlySet<Member> {
    return new Set([...this.upTo.keys()].filter(({ person }) => person.id === userId))
  }

  /** Authors of updates that claim an id which, by `owners`, is somebody else's. */
  claimantsAgainst(owners: ReadonlyMap<number, string>): ReadonlySet<Member> {
    const isTaken = (client: number, userId: string) => (owners.get(client) ?? userId) !== userId
    const updates = this.updates.filter(({ author, claims }) => claims.some((id) => isTaken(id, author.person.id)))
    return new Set(updates.map((update) => update.author))
  }

  /** Puts everything behind what `target` holds, but nothing of those in `except`. */
  moveTo(target: Window, except: ReadonlySet<Member>): void {
    for (const update of this.updates)
      if (!except.has(update.author)) target.add(update, this.upTo.get(update.author) ?? 0)
    for (const [member, upTo] of this.upTo) if (!except.has(member)) target.note(member, upTo)
  }
}
