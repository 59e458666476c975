import { setTimeout } from 'node:timers/promises'
import * as prng from 'lib0/prng'
import { expect } from 'vitest'
import * as Y from 'yjs'
import type { Participant } from './participant.ts'
import { editAtRandom, insertAtRandom, type Kind } from './random-edits.ts'
import { clocksAhead, clocksOf, holds } from './replica-facts.ts'
import type { TcpProxy } from './tcp-proxy.ts'

/** A participant, their network, and how to come back with an empty document. */
export type Place = { participant: Participant; readonly network: TcpProxy; enter(): Participant }

/** Answers with whom it befell, where that has a name. */
export type Mishap = (random: prng.PRNG) => unknown

export type TurmoilParts = {
  readonly kind: Kind
  readonly random: prng.PRNG
  readonly places: readonly Place[]
  readonly database: Pick<TcpProxy, 'cut' | 'freeze' | 'restore'>
  /** What else can happen, by its name. */
  readonly mishaps?: Readonly<Record<string, Mishap>>
  readStored(): Promise<Y.Doc>
  /** Nobody is in the document, and it is no longer in memory. */
  unloaded(): Promise<unknown>
}

const maxPauseMs = 15
const maxDelayMs = 60

/** What happens to a document, its people and the database; one thing after another, at random. */
export class Turmoil {
  private readonly parts: TurmoilParts
  private readonly happened: string[] = []

  constructor(parts: TurmoilParts) {
    this.parts = parts
  }

  /** What happened, in order, as "place:event". */
  get story(): string {
    return this.happened.join(' ')
  }

  async next(): Promise<void> {
    const { random, places, mishaps = {} } = this.parts
    const place = prng.oneOf(random, [...places])
    const chance = prng.int32(random, 0, 99)
    if (chance < 12 && Object.keys(mishaps).length > 0) await this.suffer(mishaps)
    else if (chance < 56) this.edit(place)
    else if (chance < 66) this.trick(place)
    else if (chance < 78) this.disturb(place)
    else if (chance < 84) this.soothe(place)
    else if (chance < 89) this.disturbDatabase()
    else if (chance < 95) await this.look(place)
    else if (chance < 98) await this.forget(place)
    else if (chance < 99) await this.everybodyLeaves()
    await setTimeout(prng.int32(random, 0, maxPauseMs))
  }

  /** Every network and the database are back. */
  restore(): void {
    this.parts.database.restore()
    for (const { participant, network } of this.parts.places) {
      network.restore()
      participant.come()
    }
  }

  /** How much chance an edit takes depends on what has arrived; what happens next must not. */
  private fork(): prng.PRNG {
    return prng.create(prng.uint32(this.parts.random, 0, 2 ** 31))
  }

  private note(place: Place | undefined, what: string): void {
    this.happened.push(place ? `${this.parts.places.indexOf(place)}:${what}` : what)
  }

  private edit(place: Place): void {
    const { random, kind } = this.parts
    const count = prng.int32(random, 1, 3)
    const own = this.fork()
    this.note(place, `edit${count}`)
    for (let i = 0; i < count; i++) editAtRandom(place.participant.doc, kind, own)
  }

  private trick(place: Place): void {
    const { random, kind } = this.parts
    const { doc, playTricks } = place.participant
    const own = this.fork()
    if (playTricks === undefined) {
      this.edit(place)
      return
    }
    const trick = prng.oneOf(random, ['repeat', 'withhold', 'reorder'] as const satisfies string[])
    this.note(place, trick)
    playTricks((by) => insertAtRandom(doc, kind, own, by), trick)
  }

  private disturb(place: Place): void {
    const what = prng.oneOf(this.parts.random, ['cut', 'freeze', 'strand', 'slow'])
    this.note(place, what)
    if (what === 'cut') place.network.cut()
    if (what === 'freeze') place.network.freeze()
    if (what === 'strand') place.network.strand()
    if (what === 'slow') place.network.slow(prng.int32(this.parts.random, 1, maxDelayMs))
  }

  private soothe(place: Place): void {
    this.note(place, 'restore')
    place.network.restore()
    place.participant.come()
  }

  private async suffer(mishaps: NonNullable<TurmoilParts['mishaps']>): Promise<void> {
    const name = prng.oneOf(this.parts.random, Object.keys(mishaps))
    const place = this.happened.push(name) - 1
    const whom = await mishaps[name]?.(this.parts.random)
    if (typeof whom === 'string') this.happened[place] = `${whom}:${name}`
  }

  private disturbDatabase(): void {
    const what = prng.oneOf(this.parts.random, ['cut', 'freeze', 'restore', 'restore'] as const satisfies string[])
    this.note(undefined, `database-${what}`)
    this.parts.database[what]()
  }

  /** Whatever somebody sees of others, and whatever they were told is stored, is in the rows. */
  private async look(place: Place): Promise<void> {
    this.note(place, 'look')
    const { doc, knowsAllStored } = place.participant
    const then = Y.encodeStateAsUpdate(doc)
    const seen = clocksOf(doc)
    seen.delete(doc.clientID)
    const stored = await this.parts.readStored()
    expect(clocksAhead(stored, seen), 'somebody saw what was not stored').toEqual({})
    if (knowsAllStored) expect(holds(stored, then), 'it was called stored, and was not').toBe(true)
  }

  /** What was stored is all there is: who comes back has nothing but that. */
  private async forget(place: Place): Promise<void> {
    const { participant } = place
    if (!participant.knowsAllStored) return
    this.note(place, 'forget')
    participant.leave()
    place.participant = place.enter()
    place.participant.come()
    const left = Y.encodeStateAsUpdate(participant.doc)
    expect(holds(await this.parts.readStored(), left), 'it was called stored, and was lost').toBe(true)
  }

  private async everybodyLeaves(): Promise<void> {
    this.note(undefined, 'all-leave')
    const { places, database } = this.parts
    database.restore()
    for (const { participant, network } of places) {
      network.restore()
      participant.leave()
    }
    await this.parts.unloaded()
    this.restore()
  }
}
