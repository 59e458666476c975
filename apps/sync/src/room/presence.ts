import { limits } from '@duplex/protocol'
import type { SpreadPresence } from '../bus/bus-message.ts'
import { type AwarenessEntry, encodeAwareness } from './frames.ts'
import type { Member } from './member.ts'
import { isNobody, nobody, readEntries, signState } from './presence-entries.ts'

/** Somebody at another node, which alone says that they are gone. */
type Elsewhere = { readonly node: string; readonly person: { readonly id: string } }
type Owner = Member | Elsewhere
type Present = AwarenessEntry & { readonly owner: Owner; readonly isHere: boolean }
type Change = AwarenessEntry & { readonly owner: Owner }
type Departed = { readonly userId: string; readonly clock: number; readonly at: number }

/** Later than any echo of a departed client's last message can still be on its way. */
const departedMs = 60_000
/** Ids of one person: each page that somebody opens shows one. */
const maxShown = 1_000

/**
 * What changed, as one message. `author`: who caused all of it, where that is one connection, and so has it. `own`:
 * those of this node.
 */
export type PresenceChanges = {
  readonly message: Uint8Array
  readonly author: Member | undefined
  readonly own: readonly SpreadPresence[]
}

/**
 * Who is in a room, kept as bytes. An awareness client id belongs to the connection that showed it first; a stock
 * client also sends back whatever it hears of others, and all of that is dropped here.
 */
export class Presence {
  private readonly present = new Map<number, Present>()
  private readonly departed = new Map<number, Departed>()
  private readonly shown = new Map<number, string>()
  /** Ids of people at other nodes who may be gone. */
  private readonly doubted = new Set<number>()
  /** What nobody was told yet: of each client id the latest, the removals included. */
  private changed = new Map<number, Change>()
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
      owned ??= new Set([...this.ownedBy((owner) => owner === member), ...news.values()].map((entry) => entry.clientId))
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
    const author = changes.every(({ owner }) => owner === first?.owner) ? first?.owner : undefined
    return {
      message: encodeAwareness(changes),
      author: author && !isElsewhere(author) ? author : undefined,
      own: toSpread(changes),
    }
  }

  /** Everybody who is here at this node. */
  get own(): readonly SpreadPresence[] {
    return toSpread([...this.present.values()].filter((entry) => entry.isHere))
  }

  /**
   * Takes what another node says of those who are there, and answers whether it is news. `isAll`: nobody else is there.
   * What a person shows later counts, wherever: a client that changes its node can be known at both for a while.
   */
  hear(node: string, entries: readonly SpreadPresence[], isAll: boolean): boolean {
    const named = new Set(entries.map(({ clientId }) => clientId))
    const gone = isAll ? this.ownedBy((owner) => isElsewhere(owner) && owner.node === node) : []
    const isNews = this.remove(gone.filter(({ clientId }) => !named.has(clientId)))
    return entries.filter((entry) => this.hearOne(node, entry)).length > 0 || isNews
  }

  /** Nobody knows who is at that node, or at any other one: they stay until {@link Presence.removeDoubted}. */
  doubtElsewhere(node?: string): void {
    for (const { clientId } of this.ownedBy((owner) => isElsewhere(owner) && owner.node === (node ?? owner.node)))
      this.doubted.add(clientId)
  }

  /** Removes those of whom nothing was heard since they were doubted. Answers whether anybody saw them. */
  removeDoubted(): boolean {
    const gone = this.ownedBy(isElsewhere).filter(({ clientId }) => this.doubted.has(clientId))
    this.doubted.clear()
    return this.remove(gone)
  }

  /** Removes what `member` owned and answers whether that is news. */
  leave(member: Member): boolean {
    return this.remove(this.ownedBy((owner) => owner === member))
  }

  private hearOne(node: string, { userId, ...entry }: SpreadPresence): boolean {
    const { clientId, clock } = entry
    const known = this.present.get(clientId)
    const isHere = !isNobody(entry.state)
    if (!isHere) {
      const isTheirs = known && isElsewhere(known.owner) && known.owner.node === node && known.clock <= clock
      return isTheirs ? this.remove([known]) : false
    }
    if (this.isStale(entry, userId, known)) return false
    this.doubted.delete(clientId)
    const present = { ...entry, owner: { node, person: { id: userId } }, isHere }
    this.departed.delete(clientId)
    this.present.set(clientId, present)
    this.remember(clientId, userId)
    // A node repeats itself, also under a new name.
    if (known?.clock === clock) return false
    this.changed.set(clientId, present)
    return true
  }

  /** Of somebody else, or earlier than what is known: what a node says is no echo, and may repeat what it said. */
  private isStale({ clientId, clock }: AwarenessEntry, userId: string, known: Present | undefined): boolean {
    const last = known ? { userId: known.owner.person.id, clock: known.clock } : this.departed.get(clientId)
    if (!last) return false
    const isHereToo = known !== undefined && !isElsewhere(known.owner)
    return last.userId !== userId || clock < last.clock || (clock === last.clock && isHereToo)
  }

  /** Answers whether anybody saw them. */
  private remove(gone: readonly Present[]): boolean {
    const at = this.elapsed()
    for (const [clientId, departed] of this.departed) if (at - departed.at > departedMs) this.departed.delete(clientId)
    for (const { clientId, clock, owner } of gone) {
      this.present.delete(clientId)
      this.departed.set(clientId, { userId: owner.person.id, clock, at })
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

  private ownedBy(isOwner: (owner: Owner) => boolean): Present[] {
    return [...this.present.values()].filter(({ owner }) => isOwner(owner))
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

function isElsewhere(owner: Owner): owner is Elsewhere {
  return 'node' in owner
}

function toSpread(entries: readonly Change[]): SpreadPresence[] {
  return entries.flatMap(({ owner, clientId, clock, state }) =>
    isElsewhere(owner) ? [] : [{ clientId, clock, state, userId: owner.person.id }],
  )
}
