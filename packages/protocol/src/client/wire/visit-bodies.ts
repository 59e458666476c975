import * as buffer from 'lib0/buffer'
import { readEnvelope } from '../../envelope.ts'
import { EventParser } from '../transport/event-parser.ts'
import type { SeenRequest } from './carriage.ts'

/** Who hears of messages; answers with how many of them were new. */
type Seer = { see(direction: 'in' | 'out', first: number, messages: readonly Uint8Array[], requestId: number): number }

type AnswerEvents = {
  /** Somebody watches. */
  isWanted(): boolean
  onProgress(change: { readonly answerBytes: number; readonly messagesIn: number }): void
  onOver(): void
}

/** Sees what the page says; how many messages of it are new. */
export function seeBody(seer: Seer, body: Uint8Array, requestId: number): number {
  return seeEnvelope(seer, 'out', body, requestId)
}

/** Sees what the server says. `answer`: a copy, read to its end. */
export function seeAnswer(seer: Seer, request: SeenRequest, answer: Response, events: AnswerEvents): void {
  readWhole(seer, request, answer, events).then(events.onOver, events.onOver)
}

async function readWhole(seer: Seer, { id, purpose }: SeenRequest, answer: Response, events: AnswerEvents) {
  const body = new Uint8Array(await answer.arrayBuffer())
  const isEnvelope = answer.ok && purpose !== 'open'
  events.onProgress({ answerBytes: body.length, messagesIn: isEnvelope ? seeEnvelope(seer, 'in', body, id) : 0 })
}

/** The same stream, of which each chunk is seen as it passes, also by who begins to watch in its middle. */
export function seeStream(seer: Seer, { id }: SeenRequest, answer: Response, events: AnswerEvents): Response {
  const parser = new EventParser()
  const sum = { answerBytes: 0, messagesIn: 0 }
  const look = (chunk: Uint8Array) => {
    sum.answerBytes += chunk.length
    if (!events.isWanted()) return
    for (const { event, data } of parser.feed(chunk)) {
      if (event === 'message') sum.messagesIn += seeEvent(seer, data, id)
    }
    events.onProgress({ ...sum })
  }
  const passing = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      look(chunk)
      controller.enqueue(chunk)
    },
    flush: events.onOver,
  })
  const { status, statusText, headers } = answer
  return new Response(answer.body?.pipeThrough(passing) ?? null, { status, statusText, headers })
}

/** What began before anybody watched is half an event. */
function seeEvent(seer: Seer, data: string, requestId: number): number {
  try {
    return seeEnvelope(seer, 'in', buffer.fromBase64(data), requestId)
  } catch {
    return 0
  }
}

function seeEnvelope(seer: Seer, direction: 'in' | 'out', bytes: Uint8Array, requestId: number): number {
  try {
    const { first, messages } = readEnvelope(bytes)
    return seer.see(direction, first, messages, requestId)
  } catch {
    // Whoever sent it is told by the connection itself.
    return 0
  }
}
