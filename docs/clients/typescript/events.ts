import { setTimeout as pause } from 'node:timers/promises'
import { type Api, call, type DocumentEvent, Problem } from './api.ts'

/** The server says something every 20 s: who says nothing for so long is gone, whatever the socket thinks. */
const maxSilentMs = 45_000
const firstBoundMs = 1_000
const lastBoundMs = 30_000

/**
 * What happens to one's documents, for ever: over as many streams as it takes, each behind the last event of the one
 * before. `after`: the last event that is known; undefined: from now on. An event without `documentId` is a `reset`:
 * too much was missed, so read your lists again.
 *
 * @throws {Problem} where trying again makes no sense: the session is over, or the request is wrong.
 */
export async function* followEvents(api: Api, after?: number): AsyncGenerator<Partial<DocumentEvent>> {
  let last = after
  for (let failures = 0; ; failures++) {
    try {
      for await (const { name, data } of openStream(api, last)) {
        failures = 0
        last = data.id
        if (name !== 'ready') yield data
      }
    } catch (error) {
      if (error instanceof Problem && error.status < 500 && error.status !== 429) throw error
      await pause(error instanceof Problem ? error.retryAfterMs : 0)
    }
    // Full jitter: a thousand clients of a server that restarts do not come back as one.
    await pause(Math.random() * Math.min(lastBoundMs, firstBoundMs * 2 ** failures))
  }
}

type StreamEvent = { name: string; data: Partial<DocumentEvent> & { id: number } }

/** One stream, until it ends or falls silent. */
async function* openStream(api: Api, after: number | undefined): AsyncGenerator<StreamEvent> {
  const silence = new AbortController()
  let watch = setTimeout(() => silence.abort(), maxSilentMs)
  try {
    const position = after === undefined ? {} : { 'last-event-id': String(after) }
    const headers = { accept: 'text/event-stream', ...position }
    const { body } = await call(api, 'GET', '/api/v1/events', undefined, headers, silence.signal)
    if (body === null) return
    let rest = ''
    for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
      clearTimeout(watch)
      watch = setTimeout(() => silence.abort(), maxSilentMs)
      const events = (rest + chunk).split('\n\n')
      rest = events.pop() ?? ''
      for (const text of events) {
        const event = parseEvent(text)
        if (event) yield event
      }
    }
  } finally {
    clearTimeout(watch)
    silence.abort()
  }
}

/** Undefined for a comment, a `retry`, and whatever else has no data. */
function parseEvent(text: string): StreamEvent | undefined {
  const fields = new Map(text.split('\n').map((line) => line.split(/: ?(.*)/s, 2) as [string, string]))
  const data = fields.get('data')
  if (data === undefined) return undefined
  return { name: fields.get('event') ?? 'message', data: JSON.parse(data) as StreamEvent['data'] }
}
