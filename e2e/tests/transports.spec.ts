import type { Page } from '@playwright/test'
import { expect, test } from '../stack/fixtures.ts'
import { isWhole } from '../stack/length.ts'
import { createDocument, openDocument, type Person, readText, share } from '../stack/people.ts'
import { PlainProxy } from '../stack/plain-proxy.ts'
import { readTwoHands, typeAmidOthers } from '../stack/two-hands.ts'
import { shownText } from '../stack/typist.ts'

const ways = ['websocket', 'sse', 'long-polling', 'polling'] as const
const pairs = ways.flatMap((one, i) => ways.slice(i).map((other) => [one, other] as const))
const hands = readTwoHands(isWhole ? Number.POSITIVE_INFINITY : 250)

/** Opens the document by `way`, and waits until it can be written in. */
async function openBy(way: string, { page }: Person, documentId: string): Promise<Page> {
  await page.goto(`/documents/${documentId}?transport=${way}`)
  await page.locator('.ProseMirror[contenteditable=true]').waitFor()
  return page
}

function pillOf(page: Page) {
  return page.getByTestId('status-pill')
}

test('T4 two people over every pair of ways type a recorded session at once, and end with one text', async ({
  person,
  stack,
}) => {
  test.setTimeout(isWhole ? 7_200_000 : 400_000)
  const [ana, ben] = [await person('Ana'), await person('Ben')]
  for (const [one, other] of pairs) {
    const id = await createDocument(ana, `${one} and ${other}`)
    await share(ana, id, ben, 'editor')
    const pages = await Promise.all([openBy(one, ana, id), openBy(other, ben, id)])
    await Promise.all(pages.map((page, i) => typeAmidOthers(page, hands[i as 0 | 1], 8)))
    for (const page of pages) await expect(pillOf(page)).toHaveAttribute('data-status', 'stored', { timeout: 60_000 })
    const rows = await stack.readRows(id)
    expect(rows.length).toBeGreaterThan(100)
    for (const page of pages) await expect.poll(() => shownText(page), `${one} and ${other}`).toBe(rows)
    expect(await readText(ana, id)).toBe(rows)
  }
})

test('T4 whoever chooses another way in the pill goes on writing', async ({ person }) => {
  const [ana, ben] = [await person('Ana'), await person('Ben')]
  const id = await createDocument(ana, 'Another way')
  await share(ana, id, ben, 'editor')
  await Promise.all([openDocument(ana, id), openDocument(ben, id)])
  let text = ''
  for (const way of [...ways.slice(1), 'automatic']) {
    await pillOf(ana.page).click()
    await ana.page.getByTestId('transport').selectOption(way)
    await ana.page.keyboard.press('Escape')
    await ana.page.locator('.ProseMirror').click()
    await ana.page.keyboard.press('ControlOrMeta+End')
    await ana.page.keyboard.type(`${way}; `)
    text += `${way}; `
    await expect.poll(() => shownText(ben.page)).toBe(text)
    await expect(pillOf(ana.page)).toHaveAttribute('data-status', 'stored')
  }
  await expect(pillOf(ana.page)).not.toContainText('connected by')
})

/** From opening a document to "stored" behind what was typed, in ms. */
async function typeAtOnce(person: Person, documentId: string, text: string): Promise<number> {
  const startedAt = Date.now()
  await openDocument(person, documentId)
  await person.page.locator('.ProseMirror').click()
  await person.page.keyboard.press('ControlOrMeta+End')
  await person.page.keyboard.type(text)
  await expect(pillOf(person.page)).toHaveAttribute('data-status', 'stored')
  return Date.now() - startedAt
}

test('T3 behind a proxy without WebSockets typing works within 3 s, the page says how, and it goes back when it can', async ({
  person,
  stack,
}) => {
  const [ana, ben] = [await person('Ana'), await person('Ben')]
  const id = await createDocument(ana, 'Behind a proxy')
  await share(ana, id, ben, 'editor')
  await openDocument(ben, id)
  // What opening and typing take here anyway, so that the rest is what the proxy costs.
  const usualMs = await typeAtOnce(ana, id, 'Without. ')
  const { target } = stack.syncGate
  const proxy = await PlainProxy.start(target)
  stack.syncGate.target = proxy.port
  try {
    expect((await typeAtOnce(ana, id, 'Typed.')) - usualMs).toBeLessThan(3_000)
    await expect(pillOf(ana.page)).toContainText('connected by Server-Sent Events')
    await expect.poll(() => shownText(ben.page)).toBe('Without. Typed.')
  } finally {
    stack.syncGate.target = target
    await proxy.stop()
  }
  await expect(pillOf(ana.page)).not.toContainText('connected by', { timeout: 45_000 })
  await ana.page.keyboard.type(' Again.')
  await expect.poll(() => shownText(ben.page)).toBe('Without. Typed. Again.')
})
