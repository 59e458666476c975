import type { Member } from './member.ts'

export type HeldUpdate = {
  readonly author: Member
  readonly bytes: Uint8Array
  /** Client -> its next clock once this is applied. */
  readonly clocks: ReadonlyMap<number, number>
}

/** The updates of a room that will be committed together, as one row. */
export class Window {
  readonly updates: HeldUpdate[] = []
  /** For each connection with something in here: the number of its newest message that is stored once this is. */
  readonly upTo = new Map<Member, number>()
  /** Client -> its next clock once all of this is applied. */
  readonly clocks = new Map<number, number>()
  bytes = 0

  add(update: HeldUpdate, upTo: number): void {
    this.updates.push(update)
    this.bytes += update.bytes.length
    for (const [client, clock] of update.clocks) this.clocks.set(client, clock)
    this.upTo.set(update.author, upTo)
  }

  /** A message of `author` that changes nothing is stored when everything before it is. */
  note(author: Member, upTo: number): void {
    this.upTo.set(author, upTo)
  }

  get isEmpty(): boolean {
    return this.upTo.size === 0
  }

  get authors(): ReadonlySet<Member> {
    return new Set(this.updates.map((update) => update.author))
  }

  get authorIds(): string[] {
    return [...new Set(this.updates.map((update) => update.author.person.id))]
  }

  /** Puts everything behind what `target` holds, but nothing that `except` gave. */
  moveTo(target: Window, except: Member): void {
    for (const update of this.updates)
      if (update.author !== except) target.add(update, this.upTo.get(update.author) ?? 0)
    for (const [member, upTo] of this.upTo) if (member !== except) target.note(member, upTo)
  }
}
