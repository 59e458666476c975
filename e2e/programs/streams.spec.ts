import { isWhole } from '../stack/length.ts'
import { createDocument, type Person, share } from '../stack/people.ts'
import { findLowPort } from '../stack/ports.ts'
import { cookiesOf, followRaw } from '../stack/raw-events.ts'
import {
  lateMsOf,
  seenTokens,
  startProducer,
  tokenLines,
  tokenText,
  warmUpTokens,
  watchTokens,
} from '../stack/token-stream.ts'
import { shownText } from '../stack/typist.ts'
import { expect, test } from './fixtures.ts'
import type { Place, ProxyKind } from './proxies/place.ts'
import { ProxyProcess } from './proxies/proxy-process.ts'
import { readRecipe } from './proxies/recipes.ts'

const kinds = ['nginx', 'haproxy', 'caddy', 'apache'] as const
/** These pass an answer on while the request is still being sent; Caddy does since 2.7, and Debian has 2.6. */
const answersEarly: readonly ProxyKind[] = ['nginx', 'haproxy']
/** The whole promises a time, which only a machine can keep that does nothing else. */
const { tokenCount, maxLateMs } = isWhole
  ? { tokenCount: 2_000, maxLateMs: 150 }
  : { tokenCount: 40, maxLateMs: 10_000 }

test('behind each recipe a reader has what is streamed while more is sent, and news come, also after the proxy was away', async ({
  front,
  putBehind,
  person,
}) => {
  test.setTimeout(120_000 + kinds.length * tokenCount * 25)
  await putBehind((place) => readRecipe('nginx', place))
  const [ana, ben] = [await person('Ana'), await person('Ben')]
  const cookie = await cookiesOf(ben.context)
  const proxies = await Promise.all(kinds.map((kind) => createOnOtherPort(kind, front.place)))
  try {
    await Promise.all(proxies.map((proxy) => proxy.start()))
    const streams = await Promise.all(proxies.map(({ url }) => followRaw(url, cookie)))
    for (const { text } of streams) await expect.poll(text).toContain('event: ready')
    for (const proxy of proxies) await test.step(proxy.kind, () => streamThrough(proxy, ana, ben))

    const id = await createDocument(ana, 'News through proxies')
    await share(ana, id, ben, 'viewer')
    const shared = { timeout: 1_000, intervals: [20] }
    for (const { text } of streams)
      await expect.poll(text, shared).toMatch(new RegExp(`"kind":"shared","documentId":"${id}"`))
    // The server says something every 20 s.
    for (const { text } of streams) await expect.poll(text, { timeout: 25_000 }).toMatch(/^:$/m)

    const lastIds = streams.map(({ text }) => [...text().matchAll(/^id: (\d+)$/gm)].at(-1)?.[1])
    await Promise.all(proxies.map((proxy) => proxy.stop()))
    for (const { isEnded } of streams) await expect.poll(isEnded).toBe(true)
    await rename(ana, id)
    await Promise.all(proxies.map((proxy) => proxy.start()))
    for (const [i, { url }] of proxies.entries()) {
      const again = await followRaw(url, cookie, lastIds[i])
      await expect.poll(again.text, { timeout: 1_000 }).toContain('"kind":"renamed"')
      again.leave()
    }
  } finally {
    await Promise.all(proxies.map((proxy) => proxy.stop()))
  }
})

type Proxy = { kind: ProxyKind; url: string; start(): Promise<void>; stop(): Promise<void> }

async function streamThrough({ kind, url }: Proxy, ana: Person, ben: Person): Promise<void> {
  const id = await createDocument(ana, `Streamed through ${kind}`)
  await share(ana, id, ben, 'viewer')
  await ben.page.goto(`/documents/${id}`)
  await expect(ben.page.getByTestId('status-pill')).toHaveAttribute('data-status', 'reading')
  await watchTokens(ben.page)
  const progress = answersEarly.includes(kind)
  const producer = await startProducer(ana, url, id, { progress })
  const sentAt = await producer.send(0, warmUpTokens)
  await expect.poll(() => shownText(ben.page)).toBe(tokenLines(warmUpTokens))
  sentAt.push(...(await producer.send(warmUpTokens, tokenCount)))
  if (progress) await expect.poll(() => producer.storedBytes()).toBe(tokenText(tokenCount).length)
  producer.end()
  expect(await producer.answer).toMatchObject({ status: 200, last: { storedBytes: tokenText(tokenCount).length } })
  await expect.poll(() => shownText(ben.page)).toBe(tokenLines(tokenCount))
  const late = lateMsOf(await seenTokens(ben.page), sentAt, warmUpTokens)
  console.log(`${kind}: ${late.words}`)
  expect(late.p95).toBeLessThan(maxLateMs)
}

/** A proxy beside the public one, that can be stopped and started again. */
async function createOnOtherPort(kind: ProxyKind, place: Place): Promise<Proxy> {
  const port = await findLowPort()
  let running: ProxyProcess | undefined
  return {
    kind,
    url: `http://127.0.0.1:${port}`,
    async start() {
      running = await ProxyProcess.start(readRecipe(kind, { ...place, port }), port)
    },
    async stop() {
      await running?.stop()
    },
  }
}

async function rename(by: Person, id: string): Promise<void> {
  const answer = await by.request.patch(`/api/v1/documents/${id}`, { data: { title: 'Renamed' }, headers: by.headers })
  if (!answer.ok()) throw new Error(`rename: ${answer.status()} ${await answer.text()}`)
}
