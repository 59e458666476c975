import { type ReceivedSpan, startReceiver } from '@duplex/tracing/testing'
import type { Page } from '@playwright/test'
import { expect, test } from '../stack/fixtures.ts'
import { createDocument, createPerson, openDocument, type Person, share } from '../stack/people.ts'
import { Stack } from '../stack/stack.ts'

/** In what traces a page, and in nothing else of it. */
const mark = 'traceparent'

/** The scripts that the page loads from now on, whose text has `mark`. */
function watchScripts(page: Page): () => Promise<string[]> {
  const found: Promise<string | undefined>[] = []
  page.on('response', (response) => {
    if (response.request().resourceType() !== 'script') return
    const text = response.text().catch(() => '')
    found.push(text.then((script) => (script.includes(mark) ? response.url() : undefined)))
  })
  return async () => (await Promise.all(found)).filter((url) => url !== undefined)
}

async function expectStored({ page }: Person): Promise<void> {
  await expect(page.getByTestId('status-pill')).toHaveAttribute('data-status', 'stored')
}

/** Parents of each span up to the first, as far as they were received: their services and names. */
function wayOf(span: ReceivedSpan | undefined, all: readonly ReceivedSpan[]): string[] {
  if (span === undefined) return []
  const parent = all.find(({ traceId, spanId }) => traceId === span.traceId && spanId === span.parentSpanId)
  return [...wayOf(parent, all), `${span.service} ${span.name}`]
}

test('a page loads nothing that traces, and sends nothing of it, where nothing is traced', async ({ person }) => {
  const ada = await person('Ada')
  const scriptsOf = watchScripts(ada.page)
  const traced: string[] = []
  ada.page.on('request', (request) => {
    if (request.headers()[mark] !== undefined || request.url().endsWith('/traces')) traced.push(request.url())
  })
  await openDocument(ada, await createDocument(ada, 'Untraced'))
  await ada.page.locator('.ProseMirror').click()
  await ada.page.keyboard.type('Nobody follows this.')
  await expectStored(ada)
  expect([await scriptsOf(), traced]).toEqual([[], []])
})

test('one trace goes from page to web to PostgreSQL, and one from page to sync to PostgreSQL to the other page', async ({
  browser,
}) => {
  test.setTimeout(120_000)
  const receiver = await startReceiver()
  const stack = await Stack.start({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url })
  try {
    const [ada, ben] = [await createPerson(browser, stack.url, 'Ada'), await createPerson(browser, stack.url, 'Ben')]
    const documentId = await createDocument(ada, 'A title that nobody else may read')
    await share(ada, documentId, ben, 'editor')
    const scriptsOf = watchScripts(ada.page)
    for (const one of [ada, ben]) await openDocument(one, documentId)
    expect(await scriptsOf()).toHaveLength(1)
    await ada.page.locator('.ProseMirror').click()
    await ada.page.keyboard.type('A text that nobody else may read.')
    await expectStored(ada)
    await expect(ben.page.locator('.ProseMirror')).toHaveText('A text that nobody else may read.')

    const find = (service: string, name: string) =>
      receiver.spans.filter((span) => span.service === service && span.name === name)
    const waysOf = (service: string, name: string) =>
      find(service, name).map((span) => wayOf(span, receiver.spans).join(' > '))
    const ticket = 'POST /api/v1/documents/:id/ticket'
    await expect
      .poll(() => waysOf('duplex-web', 'Document.findFirst'), { timeout: 30_000 })
      .toContain(`duplex-page ${ticket} > duplex-web ${ticket} > duplex-web Document.findFirst`)
    const edit = 'duplex-page edit > duplex-sync update'
    await expect
      .poll(() => waysOf('duplex-page', 'show'), { timeout: 30_000 })
      .toContain(`${edit} > duplex-sync send > duplex-page show`)
    await expect
      .poll(() => waysOf('duplex-sync', '$queryRaw'), { timeout: 30_000 })
      .toContain(`${edit} > duplex-sync commit > duplex-sync $queryRaw`)

    const [first] = find('duplex-page', 'edit')
    expect(first?.facts['duplex.document']).toBe(documentId)
    expect(Number((first?.to ?? 0n) - (first?.from ?? 0n))).toBeGreaterThan(0)
    expect(receiver.text).not.toMatch(/nobody else|Ada|Ben|example\.org|SELECT|INSERT/)
  } finally {
    await stack.stop()
    await receiver.close()
  }
})
