import { EventParser } from '@duplex/protocol/event-parser'
import { expect } from 'vitest'

type Data = { id: number; kind?: string; documentId?: string }

/** Somebody who follows their events over a real socket. */
export type Follower = {
  response: Response
  /** Every byte so far. */
  text(): string
  events(): { event: string; data: Data }[]
  /** The kinds of the events `document` so far. */
  kinds(): string[]
  /** Whether the server has ended the stream. */
  isEnded(): boolean
  leave(): void
}

export type Asking = { lastEventId?: string; headers?: Record<string, string> }

/** Follows the events of whoever the token belongs to. `ready` has not come yet when the promise resolves. */
export async function follow(url: string, token: string, { lastEventId, headers }: Asking = {}): Promise<Follower> {
  const leaving = new AbortController()
  const response = await fetch(`${url}/api/v1/events`, {
    headers: {
      Authorization: `Bearer ${token}`,
      ...(lastEventId === undefined ? {} : { 'Last-Event-ID': lastEventId }),
      ...headers,
    },
    signal: leaving.signal,
  })
  const parser = new EventParser()
  const decoder = new TextDecoder()
  const events: { event: string; data: Data }[] = []
  let text = ''
  let isEnded = false
  async function read(body: ReadableStream<Uint8Array>) {
    for await (const chunk of body) {
      text += decoder.decode(chunk, { stream: true })
      for (const { event, data } of parser.feed(chunk)) events.push({ event, data: JSON.parse(data) })
    }
  }
  if (response.body !== null) {
    void read(response.body as ReadableStream<Uint8Array>)
      .catch(() => undefined)
      .finally(() => {
        isEnded = true
      })
  }
  return {
    response,
    text: () => text,
    events: () => events,
    kinds: () => events.flatMap(({ event, data }) => (event === 'document' ? [data.kind ?? ''] : [])),
    isEnded: () => isEnded,
    leave: () => leaving.abort(),
  }
}

/** The same, from the moment on at which it misses nothing more. Answers with the number of the newest event. */
export async function followFromNow(
  url: string,
  token: string,
  asking?: Asking,
): Promise<Follower & { readyAt: number }> {
  const follower = await follow(url, token, asking)
  expect(follower.response.status).toBe(200)
  const ready = () => follower.events().find(({ event }) => event === 'ready')
  await expect.poll(ready, { timeout: 5_000 }).toBeDefined()
  return { ...follower, readyAt: ready()?.data.id ?? Number.NaN }
}
