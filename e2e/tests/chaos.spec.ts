import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from '../stack/fixtures.ts'
import { createDocument, openDocument, type Person, readText, share } from '../stack/people.ts'
import { shownText } from '../stack/typist.ts'

const ways = ['sse', 'long-polling', 'polling', 'websocket'] as const

async function openLearning({ page }: Person, documentId: string): Promise<Page> {
  await page.goto(`/documents/${documentId}?learn`)
  await page.locator('.ProseMirror[contenteditable=true]').waitFor()
  return page
}

type EditorElement = HTMLElement & { editor: import('@tiptap/core').Editor }

/** Types words that occur once at the end of the first paragraph, one after the other. */
async function typeWords(page: Page, name: string, count: number, restMs: number): Promise<void> {
  const type = async ({ name, count, restMs }: { name: string; count: number; restMs: number }) => {
    const { editor } = document.querySelector('.ProseMirror') as EditorElement
    for (let i = 0; i < count; i++) {
      const { tr, doc } = editor.state
      editor.view.dispatch(tr.insertText(`${name}${i} `, 1 + (doc.firstChild?.content.size ?? 0)))
      await new Promise((resume) => setTimeout(resume, restMs))
    }
  }
  await page.evaluate(type, { name, count, restMs })
}

test('T4 twenty switches while typing on a bad network, set by keyboard: nothing is lost and nothing doubled', async ({
  person,
}) => {
  test.setTimeout(240_000)
  const [ana, ben] = [await person('Ana'), await person('Ben')]
  const id = await createDocument(ana, 'On a bad network')
  await share(ana, id, ben, 'editor')
  const [page] = await Promise.all([openLearning(ana, id), openDocument(ben, id)])
  const tool = page.getByTestId('chaos-tool')
  await expect(tool).not.toHaveAttribute('data-on')
  await tool.focus()
  await page.keyboard.press('Enter')
  const panel = page.getByTestId('chaos-panel')
  await panel.getByRole('button', { name: 'Broken middle' }).press('Enter')
  await panel.getByRole('slider', { name: 'Delay' }).focus()
  for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowRight')
  await panel.getByRole('slider', { name: 'And by chance up to' }).focus()
  for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowRight')
  await expect(panel.getByRole('slider', { name: 'Delay' })).toHaveAttribute('aria-valuetext', '80 ms')
  await expect(tool).toHaveAttribute('data-on')

  const words = 120
  const typing = Promise.all([typeWords(page, 'a', words, 50), typeWords(ben.page, 'b', words, 50)])
  await page.getByTestId('status-pill').click()
  for (let i = 0; i < 20; i++) {
    await page.getByTestId('transport').selectOption(ways[i % ways.length] as string)
    if (i === 10) await panel.getByRole('button', { name: '3 s', exact: true }).click()
    if (i === 10) await page.getByTestId('status-pill').click()
    await expect.poll(() => shownText(page)).toContain(`a${5 * i} `)
  }
  await page.getByTestId('transport').selectOption('automatic')
  await typing
  expect(Number(await panel.getByTestId('chaos-cut').textContent())).toBeGreaterThan(0)
  await panel.getByRole('button', { name: 'Stop all' }).click()
  await expect(tool).not.toHaveAttribute('data-on')

  for (const each of [page, ben.page]) {
    await expect(each.getByTestId('status-pill')).toHaveAttribute('data-status', 'stored', { timeout: 30_000 })
  }
  const typed = ['a', 'b'].flatMap((name) => Array.from({ length: words }, (_, i) => `${name}${i}`))
  await expect.poll(async () => (await shownText(page)) === (await shownText(ben.page)), { timeout: 20_000 }).toBe(true)
  expect((await shownText(page)).split(/\s+/).filter(Boolean).sort()).toEqual(typed.sort())
  expect(await readText(ana, id)).toBe(await shownText(page))
})

test('the bad network is for whoever learns, leaves with Escape, and goes on with a badge', async ({ person }) => {
  const ana = await person('Ana')
  const { page } = ana
  const id = await createDocument(ana, 'Learning')
  const scripts: string[] = []
  page.on('response', (response) => {
    if (response.url().includes('/_next/static/')) scripts.push(response.url())
  })
  await openDocument(ana, id)
  await expect(page.getByTestId('status-pill')).toHaveAttribute('data-status', 'stored')
  await expect(page.getByTestId('chaos-tool')).toHaveCount(0)
  const before = new Set(scripts)
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Learn mode' }).click()
  const tool = page.getByTestId('chaos-tool')
  await tool.click()
  // What the panel consists of came only now.
  expect(scripts.filter((url) => !before.has(url)).length).toBeGreaterThan(0)
  const panel = page.getByTestId('chaos-panel')
  await expect(panel).toBeFocused()
  expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([])
  const hotel = panel.getByRole('button', { name: 'Hotel Wi-Fi' })
  await hotel.click()
  await expect(hotel).toHaveAttribute('aria-pressed', 'true')
  await panel.getByRole('slider', { name: 'Delay' }).press('ArrowLeft')
  await expect(hotel).toHaveAttribute('aria-pressed', 'false')
  await page.keyboard.press('Escape')
  await expect(panel).toHaveCount(0)
  await expect(tool).toBeFocused()
  await expect(tool).toHaveAccessibleName('Bad network is on')
  await page.locator('.ProseMirror').click()
  await page.keyboard.type('Slowly.')
  await expect(page.getByTestId('status-pill')).toHaveAttribute('data-status', 'stored', { timeout: 30_000 })
  expect(await readText(ana, id)).toBe('Slowly.')
})
