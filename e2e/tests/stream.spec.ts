import type { Page } from '@playwright/test'
import { expect, test } from '../stack/fixtures.ts'
import { isWhole } from '../stack/length.ts'
import { createDocument, readText, share } from '../stack/people.ts'
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

/** The whole promises a time, which only a machine can keep that does nothing else. */
const { tokenCount, maxLateMs } = isWhole
  ? { tokenCount: 2_000, maxLateMs: 150 }
  : { tokenCount: 150, maxLateMs: 10_000 }

test(`a reader watches ${tokenCount} tokens come in, one by one, at a caret that says whose they are`, async ({
  person,
  url,
}) => {
  test.setTimeout(60_000 + tokenCount * 25)
  const [ana, ben] = [await person('Ana'), await person('Ben')]
  const id = await createDocument(ana, 'Made by a program')
  await share(ana, id, ben, 'viewer')
  await ben.context.addCookies([{ name: 'duplex-locale', value: 'zh-Hans', url }])
  await openReading(ben.page, id)
  await watchTokens(ben.page)
  const producer = await startProducer(ana, url, id)
  const sentAt = await producer.send(0, warmUpTokens)
  await expect.poll(() => shownText(ben.page)).toBe(tokenLines(warmUpTokens))
  sentAt.push(...(await producer.send(warmUpTokens, tokenCount)))
  await expect(ben.page.locator('.duplex-caret-label')).toHaveText('Ana（流式写入）')
  producer.end()
  const text = tokenText(tokenCount)
  expect(await producer.answer).toEqual({ status: 200, last: { storedBytes: text.length, done: true } })
  await expect.poll(() => shownText(ben.page)).toBe(tokenLines(tokenCount))
  await expect(ben.page.locator('.duplex-caret')).toHaveCount(0)
  expect(await readText(ana, id)).toBe(tokenLines(tokenCount))

  const late = lateMsOf(await seenTokens(ben.page), sentAt, warmUpTokens)
  console.log(late.words)
  expect(late.p95).toBeLessThan(maxLateMs)
})

test('the reader, the sync server and the program are killed in turn, and nothing that had arrived is lost', async ({
  person,
  url,
  stack,
}) => {
  const [ana, ben] = [await person('Ana'), await person('Ben')]
  const id = await createDocument(ana, 'In bad weather')
  await share(ana, id, ben, 'viewer')
  await openReading(ben.page, id)
  const producer = await startProducer(ana, url, id)
  await producer.send(0, 30)
  await ben.page.close()
  await producer.send(30, 50)
  await stack.sync.end('SIGKILL')
  const restarted = stack.sync.start()
  await producer.send(50, 100)
  await restarted
  const reader = await ben.context.newPage()
  await openReading(reader, id)
  await expect.poll(() => producer.storedBytes()).toBe(tokenText(100).length)
  const before = tokenLines(100)
  await expect.poll(() => shownText(reader)).toBe(before)
  expect(await stack.readRows(id)).toBe(before)

  await producer.send(100, 130)
  const promised = producer.storedBytes()
  producer.kill()
  // What had no time to arrive may be missing, at the end and nowhere else.
  const arrived = Math.max(promised, tokenText(125).length)
  await expect(reader.locator('.duplex-caret')).toHaveCount(0)
  const shown = await shownText(reader)
  expect(tokenText(130).startsWith(shown)).toBe(true)
  expect(shown.length).toBeGreaterThanOrEqual(arrived)
  expect(await stack.readRows(id)).toBe(shown)
})

test('a stream that ends before its body says why and how much is stored, also where the server restarts', async ({
  person,
  url,
  stack,
}) => {
  const ana = await person('Ana')
  const id = await createDocument(ana, 'Cut off')
  const trashed = await startProducer(ana, url, id)
  await trashed.send(0, 10)
  await expect.poll(() => trashed.storedBytes()).toBe(tokenText(10).length)
  await ana.request.delete(`/api/v1/documents/${id}`, { headers: ana.headers })
  const { last } = await trashed.answer
  expect(last).toMatchObject({ storedBytes: tokenText(10).length, problem: { code: 'in-trash' } })
  expect(last.problem?.detail).toContain(`The first ${tokenText(10).length} bytes of the body are stored.`)

  const other = await createDocument(ana, 'Restarted')
  const restarted = await startProducer(ana, url, other)
  await restarted.send(0, 10)
  await expect.poll(() => restarted.storedBytes()).toBe(tokenText(10).length)
  const startedAt = performance.now()
  await stack.web.end('SIGTERM')
  expect(performance.now() - startedAt).toBeLessThan(10_000)
  expect((await restarted.answer).last).toMatchObject({
    storedBytes: tokenText(10).length,
    problem: { code: 'interrupted' },
  })
  await stack.web.start()
  expect(await readText(ana, other)).toBe(tokenLines(10))
})

async function openReading(page: Page, documentId: string): Promise<void> {
  await page.goto(`/documents/${documentId}`)
  await expect(page.getByTestId('status-pill')).toHaveAttribute('data-status', 'reading')
}
