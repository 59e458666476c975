import { limits } from '@duplex/protocol'
import { type AwarenessEntry, encodeAwareness } from './frames.ts'
import type { Member } from './member.ts'
import { isNobody, nobody, readEntries, signState } from './presence-entries.ts'

type Present = AwarenessEntry & { readonly owner: Member; readonly isHere: boolean }
type Departed = { readonly userId: string; readonly clock: number; readonly at: number }

/** Later than any echo of a departed client's last message can still be on its way. */
const departedMs = 60_000
/** Ids of one person: each page that somebody opens shows one. */
const maxShown = 1_000

/** What changed, as one message. `author`: who caused all of it, where that is one connection, and so has it. */
export type PresenceChanges = { readonly message: Uint8Array; readonly author: Member | undefined }

/**
 * Who is in a room, kept as bytes. An awareness client id belongs to the connection that showed it first; a stock
 * client also sends back whatever it hears of others, and all of that is dropped here.
 */
export class Presence {
  private readonly present = new Map<number, Present>()
  private readonly departed = new Map<number, Departed>()
  private readonly shown = new Map<number, string>()
  /** What nobody was told yet: of each client id the latest, the removals included. */
  private changed = new Map<number, AwarenessEntry & { readonly owner: Member }>()
  /** User -> their ids in `shown`, oldest first: with many ids one pushes out one's own, and nobody else's. */
  private readonly shownBy = new Map<string, Set<number>>()

  /** `elapsed`: ms on a clock that never jumps. `writerOf`: whose a client id is by what is written under it. */
  constructor(
    private readonly elapsed: () => number,
    private readonly writerOf: (clientId: number) => string | undefined = () => undefined,
  ) {}

  /**
   * Client id -> the user who showed it first, as long as the room is open. It is the id that they will write under,
   * and everybody can see it: nobody else may use it before them.
   */
  get owners(): ReadonlyMap<number, string> {
    return this.shown
  }

  /**
   * Takes an awareness message's payload from `member` and answers whether it is news, which
   * {@link Presence.takeChanges} then gives. Only headers are read of entries that are stale or not the member's own.
   * A state is read and signed here, once, and passed on as these bytes: its sender has to hear of it where it is no
   * JSON. Throws {@link UndecodableError}, and has taken nothing then.
   */
  receive(member: Member, payload: Uint8Array): boolean {
    const news = new Map<number, Present>()
    // Counted where an id is new, and once: an echo of many entries must not look at everybody for each of them.
    let owned: Set<number> | undefined
    const ownedIds = () => {
      owned ??= new Set([...this.ownedBy(member), ...news.values()].map((entry) => entry.clientId))
      return owned
    }
    for (const entry of readEntries(payload)) {
      const { clientId } = entry
      if (!this.isNews(member, entry, news.get(clientId) ?? this.present.get(clientId), ownedIds)) continue
      const isHere = !isNobody(entry.state)
      const state = isHere ? signState(entry.state, member.person) : nobody
      if (state.length > limits.maxAwarenessStateBytes) continue
      news.set(clientId, { ...entry, owner: member, isHere, state })
      owned?.add(clientId)
    }
    for (const entry of news.values()) {
      this.departed.delete(entry.clientId)
      this.present.set(entry.clientId, entry)
      this.changed.set(entry.clientId, entry)
      this.remember(entry.clientId, member.person.id)
    }
    return news.size > 0
  }

  /** Everybody who is here, in one message; undefined where nobody is. */
  everybody(): Uint8Array | undefined {
    const here = [...this.present.values()].filter((entry) => entry.isHere)
    return here.length > 0 ? encodeAwareness(here) : undefined
  }

  /** What changed since this was asked last, or undefined where nothing did. */
  takeChanges(): PresenceChanges | undefined {
    if (this.changed.size === 0) return undefined
    const changes = [...this.changed.values()]
    this.changed = new Map()
    const [first] = changes
    const isOneAuthor = changes.every(({ owner }) => owner === first?.owner)
    return { message: encodeAwareness(changes), author: isOneAuthor ? first?.owner : undefined }
  }

  /** Removes what `member` owned and answers whether that is news. */
  leave(member: Member): boolean {
    const gone = this.ownedBy(member)
    const at = this.elapsed()
    for (const [clientId, departed] of this.departed) if (at - departed.at > departedMs) this.departed.delete(clientId)
    for (const { clientId, clock } of gone) {
      this.present.delete(clientId)
      this.departed.set(clientId, { userId: member.person.id, clock, at })
    }
    const seen = gone.filter((entry) => entry.isHere)
    // y-protocols takes a removal under the last clock; a raised one would outrun the client's own next message.
    for (const entry of seen) this.changed.set(entry.clientId, { ...entry, state: nobody })
    return seen.length > 0
  }

  private remember(clientId: number, userId: string): void {
    if (this.shown.has(clientId)) return
    this.shown.set(clientId, userId)
    const own = this.shownBy.get(userId) ?? new Set()
    this.shownBy.set(userId, own.add(clientId))
    const [oldest] = own
    if (own.size <= maxShown || oldest === undefined) return
    own.delete(oldest)
    this.shown.delete(oldest)
  }

  private ownedBy(member: Member): Present[] {
    return [...this.present.values()].filter((entry) => entry.owner === member)
  }

  private isNews(
    member: Member,
    { clientId, clock, state }: AwarenessEntry,
    present: Present | undefined,
    ownedIds: () => ReadonlySet<number>,
  ): boolean {
    if (present?.owner === member)
      return clock > present.clock || (clock === present.clock && present.isHere && isNobody(state))
    if (isNobody(state)) return false
    const last = present ? { userId: present.owner.person.id, clock: present.clock } : this.departed.get(clientId)
    if (last !== undefined && last.userId !== member.person.id) return false
    if ((this.writerOf(clientId) ?? member.person.id) !== member.person.id) return false
    // An echo is no later than what it repeats.
    if (last !== undefined && clock <= last.clock) return false
    const owned = ownedIds().size
    // The same person's id from a connection that has none yet: a reconnect that overtook the end of the old one.
    return owned === 0 || (present === undefined && owned < limits.maxAwarenessClients)
  }
}
