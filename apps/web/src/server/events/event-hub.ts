import { type Change, createChangeListener, type PrismaClient, readEventPosition, readUserEvents } from '@duplex/db'
import type { Logger } from 'pino'
import type { Actor } from '../auth/actor.ts'
import { findLiveSessions } from '../auth/sessions.ts'
import { Refusal } from '../refusal.ts'
import { EventStream, type StreamEnd } from './event-stream.ts'

export type EventSettings = {
  /** How often streams are heard to live, and compared with the database, in ms. Proxies allow a minute of silence. */
  beatMs: number
  /** How long streams may go on while nobody can say whether their sessions do, in ms. */
  maxUnknownMs: number
  /** One browser has one stream, however many tabs: all devices of a person, and those that a lost network left. */
  maxStreamsPerUser: number
}

export const defaultEventSettings: EventSettings = { beatMs: 20_000, maxUnknownMs: 60_000, maxStreamsPerUser: 20 }

export type EventHubDependencies = {
  prisma: PrismaClient
  databaseUrl: string
  logger: Logger
  settings: EventSettings
  /** Aborted when the process is told to end: streams would keep it alive for ever. */
  shutdown: AbortSignal
}

export type EventRequest = {
  actor: Pick<Actor, 'userId' | 'sessionId'>
  after: number | undefined
  cut: (() => void) | undefined
}

/** After so long somebody's old streams have been noticed to be dead, or their other browsers closed. */
const retryAfterSeconds = 30

/**
 * All event streams of this process. It hears of news and of ended sessions from the database, and compares with it
 * where it may have missed some. The first stream starts that.
 */
export class EventHub {
  readonly #deps: EventHubDependencies
  readonly #streams = new Map<string, Set<EventStream>>()
  readonly #onShutdown = () => this.#endAll('closing')
  #stop: (() => Promise<void>) | undefined
  #comparedAt = performance.now()

  constructor(deps: EventHubDependencies) {
    this.#deps = deps
    deps.shutdown.addEventListener('abort', this.#onShutdown)
  }

  /** Throws `too-many-requests`, `signed-out`, or what the database threw. */
  async open({ actor, after, cut }: EventRequest): Promise<EventStream['body']> {
    const { userId, sessionId } = actor
    const own = this.#streams.get(userId) ?? new Set()
    if (own.size >= this.#deps.settings.maxStreamsPerUser) throw tooMany(own.size)
    const stream = new EventStream({
      userId,
      sessionId,
      after,
      cut,
      read: (position) => readUserEvents(this.#deps.prisma, userId, position),
      readPosition: () => readEventPosition(this.#deps.prisma, userId),
      onRoom: () => void this.#tell(stream),
      onEnd: (ended, reason) => this.#forget(ended, reason),
    })
    // Order: whatever is committed after this line is heard, or found by the comparison.
    this.#streams.set(userId, own.add(stream))
    this.#stop ??= this.#start()
    try {
      await this.#compare([stream])
      await stream.tell()
    } catch (error) {
      stream.end('failed')
      throw error
    }
    if (this.#deps.shutdown.aborted) stream.end('closing')
    else if (stream.isEnded) throw new Refusal('signed-out', 'Sign in first.')
    return stream.body
  }

  async close(): Promise<void> {
    this.#deps.shutdown.removeEventListener('abort', this.#onShutdown)
    this.#endAll('closing')
    await this.#stop?.()
  }

  #start(): () => Promise<void> {
    const { databaseUrl, logger, settings } = this.#deps
    this.#comparedAt = performance.now()
    const listener = createChangeListener({
      url: databaseUrl,
      onChange: (change) => this.#onChange(change),
      onUp: () => void this.#compareAll(),
      onDown: (err) => logger.warn({ err }, 'changes are not heard'),
    })
    const timer = setInterval(() => void this.#beat(), settings.beatMs).unref()
    return async () => {
      clearInterval(timer)
      await listener.close()
    }
  }

  #onChange(change: Change): void {
    if (change.kind === 'news') {
      for (const userId of change.userIds) {
        for (const stream of this.#streams.get(userId) ?? []) void this.#tell(stream)
      }
    } else if (change.kind === 'session') {
      for (const stream of this.#all()) if (stream.sessionId === change.sessionId) stream.end('signed-out')
    }
  }

  async #beat(): Promise<void> {
    for (const stream of this.#all()) stream.beat()
    await this.#compareAll()
  }

  async #compareAll(): Promise<void> {
    try {
      for (const stream of await this.#compare(this.#all())) void this.#tell(stream)
      this.#comparedAt = performance.now()
    } catch (err) {
      this.#deps.logger.warn({ err }, 'event streams cannot be compared with their sessions')
      if (performance.now() - this.#comparedAt > this.#deps.settings.maxUnknownMs) this.#endAll('unknown')
    }
  }

  /** Ends those whose session is over. Answers with those that have missed something. */
  async #compare(streams: readonly EventStream[]): Promise<EventStream[]> {
    if (streams.length === 0) return []
    const sessionIds = new Set(streams.map(({ sessionId }) => sessionId))
    const live = await findLiveSessions(this.#deps.prisma, [...sessionIds])
    return streams.filter((stream) => {
      const session = live.get(stream.sessionId)
      if (session?.userId === stream.userId) return stream.isBehind(session.lastEventSeq)
      stream.end('signed-out')
      return false
    })
  }

  /** A failure is found again by the next comparison. */
  async #tell(stream: EventStream): Promise<void> {
    await stream.tell().catch((err: unknown) => this.#deps.logger.warn({ err }, 'events cannot be read'))
  }

  #all(): EventStream[] {
    return [...this.#streams.values()].flatMap((own) => [...own])
  }

  #endAll(reason: 'closing' | 'unknown'): void {
    for (const stream of this.#all()) stream.end(reason)
  }

  #forget(stream: EventStream, reason: StreamEnd): void {
    const { userId, sessionId } = stream
    const own = this.#streams.get(userId)
    own?.delete(stream)
    if (own?.size === 0) this.#streams.delete(userId)
    this.#deps.logger.info({ userId, sessionId, reason }, 'event stream ended')
  }
}

function tooMany(count: number): Refusal {
  const detail = `You have ${count} event streams open already. One for each browser is enough.`
  return new Refusal('too-many-requests', detail, { retryAfterSeconds })
}
