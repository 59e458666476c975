import type { Cancel, Clock } from '../clock.ts'
import type { Room } from '../room/room.ts'
import type { TimerWheel } from '../timer-wheel.ts'
import type { Bus } from './bus.ts'
import {
  type BusMessage,
  encodeBusMessage,
  readBusMessage,
  type SpreadPresence,
  type SpreadRow,
} from './bus-message.ts'
import { Pulse } from './pulse.ts'

export type BusState = 'joined' | 'apart'

export type RelayContext = {
  /** Names this process. */
  readonly id: string
  readonly bus: Bus
  /** First part of every channel, so that installations can share a bus. */
  readonly prefix: string
  readonly clock: Clock
  readonly wheel: TimerWheel
  readonly nodeSilentMs: number
  findRoom(documentId: string): Room | undefined
  openRooms(): readonly Room[]
  /** Document -> its newest committed update, of those that exist. Throws where the database is away. */
  readNewest(documentIds: readonly string[]): Promise<ReadonlyMap<string, number>>
  onState(state: BusState): void
  onPassed(direction: 'in' | 'out', kind: BusMessage['kind']): void
}

/** More is read from the log by those who need it, instead of being sent to every node. */
const maxRowBytes = 256 * 1024
const tickMs = 1_000
/** Nodes answer within a few ms who is there. */
const doubtMs = 2_000
/** Ticks from one look into the log to the next, though everything that was said was heard. */
const idleTicks = 10

/**
 * Joins the rooms that one document has at several nodes (R1). What a node commits, and who is there, goes over the
 * bus, which may lose anything: rows are numbered, so a gap shows, and the log has what is missing. Where a gap could not
 * show, because nothing follows, the log is asked: when a channel is subscribed to, from time to time, and every second
 * while the bus is away (R2).
 */
export class Relay {
  private readonly pulse: Pulse
  /** Raised whenever others may have missed something: they forget who was there under the old name. */
  private life = 0
  private beganAt = Number.NEGATIVE_INFINITY
  private toldState: BusState = 'apart'
  private readonly unread = new Set<string>()
  private reading: Promise<unknown> = Promise.resolve()
  private nextReading: Promise<boolean> | undefined
  private ticks = 0
  private cancelTick: Cancel | undefined

  constructor(private readonly context: RelayContext) {
    this.pulse = new Pulse({
      elapsed: () => context.clock.elapsed(),
      goneMs: context.nodeSilentMs,
      onGone: (node) => this.forget(node),
      onMet: () => this.askAll(),
      onRenamed: (former) => this.doubt(former),
    })
  }

  get state(): BusState {
    return this.toldState
  }

  /** Other nodes that live. */
  get nodes(): number {
    return this.pulse.others
  }

  /** Whether others may have stored something that this node has not heard of. */
  get mayHaveOthers(): boolean {
    return this.state === 'apart' || this.nodes > 0 || this.pulse.isSomebodyMissing
  }

  /** The document's room has been told how far the log goes by now; false where the database is away. */
  look(documentId: string): Promise<boolean> {
    return this.readLog([documentId])
  }

  start(): void {
    this.context.bus.open({
      onMessage: (channel, bytes) => this.receive(channel, bytes),
      onListening: (channels) => this.heal(channels.map((channel) => this.documentOf(channel))),
      onSending: () => this.begin(),
    })
    this.context.bus.subscribe(this.channelOf(nodesChannel))
    this.tick()
  }

  stop(): void {
    this.cancelTick?.()
    this.send(nodesChannel, { kind: 'bye' })
    this.context.bus.close()
  }

  opened(documentId: string): void {
    this.context.bus.subscribe(this.channelOf(documentId))
  }

  closed(documentId: string): void {
    this.context.bus.unsubscribe(this.channelOf(documentId))
  }

  committed(documentId: string, row: SpreadRow): void {
    const bytes = (row.bytes?.length ?? 0) > maxRowBytes ? undefined : row.bytes
    this.send(documentId, { kind: 'row', ...row, bytes })
  }

  /** `isAll`: nobody else of this node is in the document. */
  present(documentId: string, entries: readonly SpreadPresence[], isAll: boolean): void {
    this.send(documentId, { kind: 'presence', entries, isAll })
  }

  private tick(): void {
    const { bus, wheel } = this.context
    this.cancelTick = wheel.after(tickMs, () => this.tick())
    if (this.pulse.tick() === 'renew') bus.renew()
    this.tellState()
    this.send(nodesChannel, { kind: 'beat' })
    this.ticks++
    const isDue = this.state === 'apart' || this.pulse.isSomebodyMissing || this.ticks % idleTicks === 0
    void this.readLog(isDue ? this.openIds : [])
  }

  private get openIds(): string[] {
    return this.context.openRooms().map((room) => room.documentId)
  }

  private receive(channel: string, bytes: Uint8Array): void {
    const read = readBusMessage(bytes)
    if (!read) return
    const { node, message } = read
    if (node.startsWith(this.context.id)) {
      if (message.kind === 'beat') this.hearOwn()
      return
    }
    this.context.onPassed('in', message.kind)
    if (message.kind === 'bye') {
      this.pulse.leave(node)
      return
    }
    // A row is one however late it comes; who is there has been said anew since.
    if (!this.pulse.hear(node) && message.kind !== 'row') return
    const documentId = this.documentOf(channel)
    const room = this.context.findRoom(documentId)
    if (room) this.handle(room, node, message)
  }

  private handle(room: Room, node: string, message: BusMessage): void {
    switch (message.kind) {
      case 'row':
        room.hear(message)
        return
      case 'presence':
        if (room.presence.hear(node, message.entries, message.isAll)) room.announcePresence()
        return
      case 'ask':
        if (room.presence.own.length > 0) this.present(room.documentId, room.presence.own, true)
        return
      case 'beat':
      case 'bye':
        return
    }
  }

  /** What is sent comes through. */
  private hearOwn(): void {
    this.pulse.hearOwn()
    this.tellState()
  }

  private tellState(): void {
    const state = this.pulse.isHeard ? 'joined' : 'apart'
    if (state === this.toldState) return
    this.toldState = state
    this.context.onState(state)
    if (state === 'joined') this.begin()
  }

  /** Anything may have been missed, by us and by others: as if this node had just come. */
  private begin(): void {
    const at = this.context.clock.elapsed()
    // A bus that comes back says so in several ways.
    if (at - this.beganAt < tickMs) return
    this.beganAt = at
    this.life++
    this.heal(this.openIds)
  }

  /** Messages about these may have been missed, by us, and ours by others. */
  private heal(documentIds: readonly string[]): void {
    const rooms = documentIds.flatMap((id) => this.context.findRoom(id) ?? [])
    if (rooms.length > 0) this.removeDoubted()
    void this.readLog(rooms.map((room) => room.documentId))
    for (const room of rooms) {
      room.presence.doubtElsewhere()
      this.send(room.documentId, { kind: 'ask' })
      this.present(room.documentId, room.presence.own, true)
      // A room in which nobody wrote for a while has told all of it long ago.
      if (room.isLive) this.send(room.documentId, { kind: 'row', seq: room.seq, bytes: undefined, claims: [] })
    }
  }

  private askAll(): void {
    for (const documentId of this.openIds) this.send(documentId, { kind: 'ask' })
  }

  /** Whoever was there is not there any more. */
  private forget(node: string): void {
    for (const room of this.context.openRooms()) if (room.presence.hear(node, [], true)) room.announcePresence()
  }

  /** Whoever was there is shown for a moment more, and then only if it was said again. */
  private doubt(node: string): void {
    for (const room of this.context.openRooms()) room.presence.doubtElsewhere(node)
    this.removeDoubted()
  }

  private removeDoubted(): void {
    this.context.wheel.after(doubtMs, () => {
      for (const room of this.context.openRooms()) if (room.presence.removeDoubted()) room.announcePresence()
    })
  }

  /** For many at once: whoever comes while a read is under way is in the next one. False: the database is away. */
  private readLog(documentIds: readonly string[]): Promise<boolean> {
    for (const id of documentIds) this.unread.add(id)
    if (this.unread.size === 0) return Promise.resolve(true)
    if (!this.nextReading) {
      this.nextReading = this.reading.then(() => this.readAll())
      this.reading = this.nextReading
    }
    return this.nextReading
  }

  private async readAll(): Promise<boolean> {
    this.nextReading = undefined
    const ids = [...this.unread]
    this.unread.clear()
    try {
      for (const [id, seq] of await this.context.readNewest(ids)) this.context.findRoom(id)?.catchUp(seq)
      return true
    } catch {
      // The database is away, which is told elsewhere. The next tick asks again.
      for (const id of ids) this.unread.add(id)
      return false
    }
  }

  private send(name: string, message: BusMessage): void {
    this.context.onPassed('out', message.kind)
    this.context.bus.publish(this.channelOf(name), encodeBusMessage(`${this.context.id}/${this.life}`, message))
  }

  private channelOf(name: string): string {
    return `${this.context.prefix}:${name}`
  }

  private documentOf(channel: string): string {
    return channel.slice(this.context.prefix.length + 1)
  }
}

/** Where nodes say that they live. No document has this id. */
const nodesChannel = 'nodes'
