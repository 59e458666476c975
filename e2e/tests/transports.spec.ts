import type { Page } from '@playwright/test'
import { expect, test } from '../stack/fixtures.ts'
import { createDocument, openDocument, type Person, readText, share } from '../stack/people.ts'
import { shownText } from '../stack/typist.ts'

const ways = ['websocket', 'sse', 'long-polling', 'polling'] as const
const pairs = ways.flatMap((one, i) => ways.slice(i).map((other) => [one, other] as const))

/** Opens the document by `way`, and waits until it can be written in. */
async function openBy(way: string, { page }: Person, documentId: string): Promise<Page> {
  await page.goto(`/documents/${documentId}?transport=${way}`)
  await page.locator('.ProseMirror[contenteditable=true]').waitFor()
  await page.locator('.ProseMirror').click()
  return page
}

function pillOf(page: Page) {
  return page.getByTestId('status-pill')
}

test('T4 two people over every pair of ways write at once, and end with one text', async ({ person }) => {
  test.setTimeout(180_000)
  const [ana, ben] = [await person('Ana'), await person('Ben')]
  for (const [one, other] of pairs) {
    const id = await createDocument(ana, `${one} and ${other}`)
    await share(ana, id, ben, 'editor')
    await Promise.all([openBy(one, ana, id), openBy(other, ben, id)])
    await Promise.all([
      ana.page.keyboard.type('Ana writes quickly. ', { delay: 20 }),
      ben.page.keyboard.type('Ben writes as well. ', { delay: 20 }),
    ])
    // Where both begin in the same moment, each begins a paragraph.
    const charactersOf = async (page: Page) => (await shownText(page)).replaceAll('\n', '').length
    const length = 'Ana writes quickly. Ben writes as well. '.length
    for (const { page } of [ana, ben]) await expect.poll(() => charactersOf(page)).toBe(length)
    for (const { page } of [ana, ben]) await expect(pillOf(page)).toHaveAttribute('data-status', 'stored')
    expect(await shownText(ben.page)).toBe(await shownText(ana.page))
    expect(await readText(ana, id)).toBe(await shownText(ana.page))
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

test('T3 where WebSockets are refused the page works within seconds, says how, and goes back when they are not', async ({
  person,
  stack,
}) => {
  const [ana, ben] = [await person('Ana'), await person('Ben')]
  const id = await createDocument(ana, 'Behind a proxy')
  await share(ana, id, ben, 'editor')
  await openDocument(ben, id)
  await expect(pillOf(ben.page)).toHaveAttribute('data-status', 'stored')
  stack.syncGate.refusesUpgrades = true
  try {
    await openDocument(ana, id)
    await ana.page.locator('.ProseMirror').click()
    await ana.page.keyboard.type('Typed.')
    await expect.poll(() => shownText(ben.page), { timeout: 5_000 }).toBe('Typed.')
    await expect(pillOf(ana.page)).toContainText('connected by Server-Sent Events')
  } finally {
    stack.syncGate.refusesUpgrades = false
  }
  await expect(pillOf(ana.page)).not.toContainText('connected by', { timeout: 45_000 })
  await ana.page.keyboard.type(' Again.')
  await expect.poll(() => shownText(ben.page)).toBe('Typed. Again.')
})
