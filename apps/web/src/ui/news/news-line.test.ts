import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import type { NewsEvent } from './news-event.ts'
import { type NewsLineParts, openNewsLine } from './news-line.ts'

type Answer = (response: ServerResponse, request: IncomingMessage) => void

/** Answers each request as the next of `answers` says; the last one for ever. */
async function startServer(...answers: Answer[]) {
  const asked: { lastEventId: string | undefined; at: number }[] = []
  const server = createServer((request, response) => {
    asked.push({ lastEventId: request.headers['last-event-id']?.toString(), at: performance.now() })
    answers[Math.min(asked.length, answers.length) - 1]?.(response, request)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }
}

const begin = (response: ServerResponse) => response.writeHead(200, { 'content-type': 'text/event-stream' })
const document = (id: number) => `id: ${id}\nevent: document\ndata: {"id":${id},"kind":"renamed"}\n\n`
const ready = (id: number) => `id: ${id}\nevent: ready\ndata: {"id":${id}}\n\n`

/** A line whose attempts do not wait, unless `random` says so. */
function open(url: string, parts: Partial<NewsLineParts> = {}) {
  const heard: NewsEvent[] = []
  const line = openNewsLine({
    url,
    userId: 'ana',
    onOtherPerson: () => expect.unreachable(),
    position: () => heard.at(-1)?.id,
    onEvent: (event) => heard.push(event),
    random: () => 0,
    ...parts,
  })
  onTestFinished(() => line.close())
  return { line, heard, ids: () => heard.map(({ id }) => id) }
}

it('comes back with the last event that it has, whichever way the stream ends', async () => {
  const { asked, url } = await startServer(
    (response) => begin(response).end(`retry: 9\n\n${ready(3)}`),
    (response) => {
      begin(response).write(document(4))
      setImmediate(() => response.destroy())
    },
    (response) => begin(response).write(document(5)),
  )
  const { ids } = open(url)
  await expect.poll(ids).toEqual([3, 4, 5])
  expect(asked.map(({ lastEventId }) => lastEventId)).toEqual([undefined, '3', '4'])
})

it('waits as long as the server says, and no less', async () => {
  const { asked, url } = await startServer(
    (response) => response.writeHead(429, { 'retry-after': '1' }).end(),
    (response) => begin(response).write(ready(1)),
  )
  const { ids } = open(url)
  await expect.poll(ids, { timeout: 5_000 }).toEqual([1])
  expect((asked[1]?.at ?? 0) - (asked[0]?.at ?? 0)).toBeGreaterThan(950)
})

it('spreads its attempts over a time that doubles, and starts over once it was let in', async () => {
  const bounds: number[] = []
  const { asked, url } = await startServer((response) => response.writeHead(503).end())
  const { line } = open(url, {
    // Some of 3 s, of 6 s, of 12 s.
    random: () => {
      bounds.push(performance.now())
      return bounds.length / 1_000
    },
  })
  await expect.poll(() => asked.length, { timeout: 5_000 }).toBe(4)
  const waits = asked.slice(1).map(({ at }, i) => at - (bounds[i] ?? 0))
  for (const [i, boundMs] of [3_000, 6_000, 12_000].entries()) {
    expect(waits[i]).toBeGreaterThan((boundMs * (i + 1)) / 1_000 - 2)
  }
  line.close()
})

it('stops where the session is over, until somebody looks', async () => {
  const { asked, url } = await startServer(
    (response) => response.writeHead(401).end(),
    (response) => begin(response).write(ready(1)),
  )
  const { line, ids } = open(url)
  await expect.poll(() => asked.length).toBe(1)
  // Had it gone on, the next attempt would be here by now: it waits for nothing.
  const other = await startServer((response) => begin(response).end())
  open(other.url)
  await expect.poll(() => other.asked.length).toBeGreaterThan(5)
  expect(asked.length).toBe(1)
  line.wake()
  await expect.poll(ids).toEqual([1])
})

it('hears nothing of somebody who has signed in since, says so and stops', async () => {
  const { asked, url } = await startServer((response) => {
    response.setHeader('duplex-person', 'ben')
    begin(response).write(document(1))
  })
  const othersSeen: number[] = []
  const { ids } = open(url, { onOtherPerson: () => othersSeen.push(asked.length) })
  await expect.poll(() => othersSeen).toEqual([1])
  const other = await startServer((response) => begin(response).end())
  open(other.url)
  await expect.poll(() => other.asked.length).toBeGreaterThan(5)
  expect([asked.length, ids()]).toEqual([1, []])
})

it('gives up a stream that says nothing, as after a sleep', async () => {
  const { asked, url } = await startServer(
    (response) => begin(response).write(ready(1)),
    (response) => begin(response).write(document(2)),
  )
  const { ids } = open(url, { maxSilentMs: 200 })
  await expect.poll(ids).toEqual([1, 2])
  expect(asked.length).toBe(2)
})

it('tries at once when somebody looks, instead of waiting for its turn', async () => {
  const { asked, url } = await startServer(
    (response) => response.writeHead(502).end('a proxy without its server'),
    (response) => begin(response).write(ready(1)),
  )
  const { line, ids } = open(url, { random: () => 1 })
  await expect.poll(() => asked.length).toBe(1)
  await expect
    .poll(() => {
      line.wake()
      return ids()
    })
    .toEqual([1])
  expect((asked[1]?.at ?? Number.NaN) - (asked[0]?.at ?? 0)).toBeLessThan(2_500)
})

it('takes no page for a stream', async () => {
  const { url } = await startServer(
    (response) => response.writeHead(200, { 'content-type': 'text/html' }).end(document(7)),
    (response) => begin(response).write(document(8)),
  )
  const { ids } = open(url)
  await expect.poll(ids).toEqual([8])
})

it('says nothing more once it is closed', async () => {
  const { asked, url } = await startServer((response) => begin(response).write(ready(1)))
  const { line, ids } = open(url)
  await expect.poll(ids).toEqual([1])
  line.close()
  line.wake()
  expect(asked.length).toBe(1)
})
