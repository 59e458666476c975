import * as limits from '../../limits.ts'
import { probeEvents as sentEvents } from '../../probe.ts'
import { EventParser } from '../transport/event-parser.ts'
import { isHeldBack } from './diagnose.ts'
import type { Entrance } from './entrance-probes.ts'
import type { Findings } from './findings.ts'
import { ask, openStream, type RequestParts, toFailure } from './probe-requests.ts'

/** Bodies that are tried, the largest first: most proxies let all of it through, and then one is enough. */
/** A line that carries less than this a second is slow, and not blocked. */
const slowBytesPerSecond = 64 * limits.KiB
const bodySizes = [1024, 256, 64, 16, 4, 1].map((size) => size * limits.KiB)

/** Whether events come as they are sent. A device that is busy is late as well: so what looks bad is tried again. */
export async function probeEvents(parts: RequestParts, entrance: Entrance): Promise<Findings['events']> {
  const first = await tryEvents(parts, entrance)
  if (first.kind === 'failed' || !isHeldBack(first)) return first
  const second = await tryEvents(parts, entrance)
  return second.kind === 'streamed' && second.lateMs < first.lateMs ? second : first
}

async function tryEvents(parts: RequestParts, { url, key }: Entrance): Promise<Findings['events']> {
  const headers = { accept: 'text/event-stream' }
  const stream = await openStream(parts, `${url}/events`, { token: key, headers })
  try {
    if (!stream.reader) return stream.failure ?? toFailure({ status: 0, body: {} })
    const events = await readEvents(stream.reader, parts)
    const [first, last] = [events[0], events.at(-1)]
    if (!first || !last || events.length < sentEvents.count) return toFailure({ status: 0, body: {} })
    const delays = events.map(({ sentAt, receivedAt }) => receivedAt - sentAt)
    return { kind: 'streamed', sentMs: last.sentAt - first.sentAt, lateMs: Math.max(...delays) - Math.min(...delays) }
  } finally {
    stream.stop()
  }
}

type TimedEvent = { sentAt: number; receivedAt: number }

async function readEvents(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  { clock, signal }: RequestParts,
): Promise<TimedEvent[]> {
  const parser = new EventParser()
  const events: TimedEvent[] = []
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return events
      for (const { data } of parser.feed(value)) {
        const { at } = JSON.parse(data) as { at: number }
        events.push({ sentAt: at, receivedAt: clock.now() })
      }
    }
  } catch {
    signal.throwIfAborted()
    // It was cut, or never ended: what came is what there is to say.
    return events
  }
}

/** The largest body that arrives. */
export async function probeBodies(parts: RequestParts, { url, key }: Entrance): Promise<Findings['body']> {
  let refused: Findings['body']['refused']
  for (const bytes of bodySizes) {
    const answer = await ask(parts, `${url}/body`, {
      method: 'POST',
      token: key,
      headers: { 'content-type': 'application/octet-stream' },
      body: new Uint8Array(bytes),
      extraMs: (bytes * 1000) / slowBytesPerSecond,
    })
    if (answer.status === 200 && answer.body.bytes === bytes) return { passedBytes: bytes, refused }
    refused = { bytes, status: answer.status === 0 ? undefined : answer.status }
  }
  return { passedBytes: 0, refused }
}

/** Whether a request may wait for its answer as long as a long poll does. */
export async function probeHeld(
  parts: RequestParts,
  { url, key }: Entrance,
  askedMs: number,
): Promise<Findings['held']> {
  const headers = { prefer: `wait=${Math.round(askedMs / 1000)}` }
  const { status, sentAt, answeredAt } = await ask(parts, `${url}/held`, { token: key, headers, extraMs: askedMs })
  if (status === 200) return { kind: 'answered', askedMs }
  return { kind: 'cut', askedMs, afterMs: answeredAt - sentAt, status: status === 0 ? undefined : status }
}
