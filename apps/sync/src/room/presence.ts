import { limits } from '@duplex/protocol'
import * as decoding from 'lib0/decoding'
import { type AwarenessEntry, encodeAwareness } from './frames.ts'
import type { Member, Person } from './member.ts'
import { UndecodableError } from './undecodable-error.ts'
import { readCount, readJson } from './value-scan.ts'

type Present = AwarenessEntry & { readonly owner: Member; readonly isHere: boolean }
type Departed = { readonly userId: string; readonly clock: number; readonly at: number }

/** Later than any echo of a departed client's last message can still be on its way. */
const departedMs = 60_000
/** Ids of one person: each page that somebody opens shows one. */
const maxShown = 1_000
const nobody = new TextEncoder().encode('null')

/**
 * Who is in a room, kept as bytes. An awareness client id belongs to the connection that showed it first; a stock
 * client also sends back whatever it hears of others, and all of that is dropped here.
 */
export class Presence {
  private readonly present = new Map<number, Present>()
  private readonly departed = new Map<number, Departed>()
  private readonly shown = new Map<number, string>()
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
   * Takes an awareness message's payload from `member` and answers with what is news, or undefined. Only headers
   * are read of entries that are stale or not the member's own. Throws {@link UndecodableError}.
   */
  receive(member: Member, payload: Uint8Array): Uint8Array | undefined {
    const news = new Map<number, Present>()
    // Counted where an id is new, and once: an echo of many entries must not look at everybody for each of them.
    let owned: Set<number> | undefined
    const ownedIds = () => {
      owned ??= new Set(this.ownedBy(member).map((entry) => entry.clientId))
      return owned
    }
    for (const entry of readEntries(payload)) {
      const { clientId } = entry
      if (!this.isNews(member, entry, news.get(clientId) ?? this.present.get(clientId), ownedIds)) continue
      const isHere = !isNobody(entry.state)
      const state = isHere ? signState(entry.state, member.person) : nobody
      if (state.length > limits.maxAwarenessStateBytes) continue
      news.set(clientId, { ...entry, owner: member, isHere, state })
      ownedIds()
      owned?.add(clientId)
    }
    if (news.size === 0) return undefined
    for (const entry of news.values()) {
      this.departed.delete(entry.clientId)
      this.present.set(entry.clientId, entry)
      this.remember(entry.clientId, member.person.id)
    }
    return encodeAwareness([...news.values()])
  }

  /** Everybody who is here, in one message; undefined where nobody is. */
  everybody(): Uint8Array | undefined {
    const here = [...this.present.values()].filter((entry) => entry.isHere)
    return here.length > 0 ? encodeAwareness(here) : undefined
  }

  /** Removes what `member` owned and answers with the news of it, or undefined. */
  leave(member: Member): Uint8Array | undefined {
    const gone = this.ownedBy(member)
    const at = this.elapsed()
    for (const [clientId, departed] of this.departed) if (at - departed.at > departedMs) this.departed.delete(clientId)
    for (const { clientId, clock } of gone) {
      this.present.delete(clientId)
      this.departed.set(clientId, { userId: member.person.id, clock, at })
    }
    const seen = gone.filter((entry) => entry.isHere)
    // y-protocols takes a removal under the last clock; a raised one would outrun the client's own next message.
    return seen.length > 0 ? encodeAwareness(seen.map((entry) => ({ ...entry, state: nobody }))) : undefined
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
    const owned = ownedIds().size
    // The same person's id from a connection that has none yet: a reconnect that overtook the end of the old one.
    if (last !== undefined && owned === 0) return clock >= last.clock
    const isFree = present === undefined && (last === undefined || clock > last.clock)
    return isFree && owned < limits.maxAwarenessClients
  }
}

/** varUint count, each: varUint client id · varUint clock · varUint8Array state. */
function readEntries(payload: Uint8Array): AwarenessEntry[] {
  const decoder = decoding.createDecoder(payload)
  const entries: AwarenessEntry[] = []
  try {
    for (let count = readCount(decoder); count > 0; count--) {
      const clientId = readCount(decoder)
      const clock = readCount(decoder)
      entries.push({ clientId, clock, state: decoding.readVarUint8Array(decoder) })
    }
  } catch (cause) {
    throw new UndecodableError('the awareness message cannot be decoded', { cause })
  }
  if (decoding.hasContent(decoder)) throw new UndecodableError('bytes follow the awareness message')
  return entries
}

function isNobody(state: Uint8Array): boolean {
  return state.length === nobody.length && nobody.every((byte, i) => state[i] === byte)
}

/** The state with its `user` written by the server: nobody can speak under another name. */
function signState(state: Uint8Array, user: Person): Uint8Array {
  const value = readJson(decodeText(state))
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UndecodableError('an awareness state is no object')
  }
  return new TextEncoder().encode(JSON.stringify({ ...value, user }))
}

function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new UndecodableError('an awareness state is not UTF-8', { cause })
  }
}
