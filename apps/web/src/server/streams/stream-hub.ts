import type { PrismaClient } from '@duplex/db'
import { openLiveTypist, type TypedFormat } from '@duplex/editor/streaming'
import type { FetchTicket } from '@duplex/protocol/client'
import type { Logger } from 'pino'
import { authorise } from '../access/authorise.ts'
import type { Actor } from '../auth/actor.ts'
import type { Config } from '../config/config.ts'
import { issueTicket } from '../documents/issue-ticket.ts'
import { measureDocument } from '../documents/measure-document.ts'
import { openSyncSocketFor } from '../network/sync-socket.ts'
import { Refusal } from '../refusal.ts'
import { toRefusalCause, toRefusalOfEnd } from './refusal-of-end.ts'
import { StreamPlaces } from './stream-places.ts'
import type { StreamSettings } from './stream-settings.ts'
import { type StreamOutcome, TextStream } from './text-stream.ts'

export type StreamHubDependencies = {
  readonly prisma: PrismaClient
  readonly ticketKey: Uint8Array
  readonly config: Pick<Config, 'syncInternalUrl' | 'trustedProxies'>
  readonly logger: Logger
  readonly settings: StreamSettings
  readonly shutdown: AbortSignal
}

export type StreamRequest = {
  readonly actor: Actor
  readonly documentId: string
  readonly format: TypedFormat
  readonly body: ReadableStream<Uint8Array>
  /** Of the client, where it is known: its streams count against it, and not against this process. */
  readonly address: string | undefined
  onStored(storedBytes: number): void
}

/** A stream that was let in and has not begun. */
export type PreparedStream = { run(): Promise<StreamOutcome>; abandon(): void }

/** All streams of this process. Each is a client of the sync server like any other. */
export class StreamHub {
  readonly #deps: StreamHubDependencies
  readonly #places: StreamPlaces

  constructor(deps: StreamHubDependencies) {
    this.#deps = deps
    this.#places = new StreamPlaces(deps.settings)
  }

  get settings(): StreamSettings {
    return this.#deps.settings
  }

  /** Throws where the person may not write, or has too many streams already. What it answers with has to be run. */
  async prepare(request: StreamRequest): Promise<PreparedStream> {
    const { prisma, settings, shutdown } = this.#deps
    await authorise(prisma, request.actor, 'document.write', request.documentId)
    const bytes = await measureDocument(prisma, request.documentId)
    const leave = this.#places.take(request.actor.userId, bytes)
    const tickets = this.#createTickets(request)
    const stream = new TextStream({
      body: request.body,
      settings,
      shutdown,
      onStored: request.onStored,
      refusalOf: (cause) => tickets.refusal ?? toRefusalOfEnd(cause),
      openTypist: (events) =>
        openLiveTypist({
          ...events,
          documentId: request.documentId,
          format: request.format,
          fetchTicket: tickets.fetch,
          openSocket: openSyncSocketFor(request.address, this.#deps.config.trustedProxies),
        }),
    })
    return {
      abandon: () => stream.abandon(),
      run: async () => {
        const outcome = await this.#explain(request, await stream.run().finally(leave))
        this.#log(request, outcome)
        return outcome
      },
    }
  }

  /** Asks anew for each ticket, so that whoever may not write any more learns of it in the same words. */
  #createTickets({ actor, documentId }: StreamRequest): { fetch: FetchTicket; readonly refusal: Refusal | undefined } {
    const { prisma, ticketKey, config } = this.#deps
    const tickets = {
      refusal: undefined as Refusal | undefined,
      async fetch(): Promise<Awaited<ReturnType<FetchTicket>>> {
        try {
          await authorise(prisma, actor, 'document.write', documentId)
          const { protocols } = await issueTicket(prisma, ticketKey, actor, {
            documentId,
            pageSchemaVersion: undefined,
          })
          return { kind: 'ticket', url: `${config.syncInternalUrl}/sync/v1/${documentId}`, protocols }
        } catch (error) {
          if (!(error instanceof Refusal)) throw error
          tickets.refusal = error
          return { kind: 'refused', cause: toRefusalCause(error.code) }
        }
      },
    }
    return tickets
  }

  /** A live connection only tells that the document is gone: whoever may know that it is in the trash is told so. */
  async #explain({ actor, documentId }: StreamRequest, outcome: StreamOutcome): Promise<StreamOutcome> {
    if (outcome.refusal?.code !== 'not-found') return outcome
    try {
      await authorise(this.#deps.prisma, actor, 'document.write', documentId)
    } catch (error) {
      if (error instanceof Refusal) return { ...outcome, refusal: error }
      this.#deps.logger.warn({ err: error, documentId }, 'the end of a stream cannot be explained')
    }
    return outcome
  }

  #log({ actor, documentId }: StreamRequest, { storedBytes, refusal }: StreamOutcome): void {
    const facts = { userId: actor.userId, documentId, storedBytes, code: refusal?.code }
    this.#deps.logger.info(facts, 'stream ended')
    if (refusal?.code === 'internal') this.#deps.logger.error({ ...facts, err: refusal.cause }, 'stream failed')
  }
}
