import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { expect, test } from '../stack/fixtures.ts'
import { createDocument, openDocument, share } from '../stack/people.ts'
import { shownText } from '../stack/typist.ts'

type Exported = {
  rows: {
    kind: string
    browser?: { direction?: string }
    message?: { name: string }
    deeds?: { kind: string; text?: string; redacted?: string }[]
  }[]
}

type Frames = { updateBytes: number; inspections: number }

/** What passes on the WebSockets of a page, as its browser sees it, by the first number of each message. */
function countFrames(page: Page): Frames {
  const count = { updateBytes: 0, inspections: 0 }
  const look = ({ payload }: { payload: string | Buffer }) => {
    const [type = 0, kind] = Buffer.from(payload)
    if (type >= 104) count.inspections++
    if (type === 0 && kind === 2) count.updateBytes += payload.length
  }
  page.on('websocket', (socket) => {
    socket.on('framesent', look)
    socket.on('framereceived', look)
  })
  return count
}

async function openInspector(page: Page): Promise<void> {
  await page.getByTestId('status-pill').click()
  await page.getByTestId('inspect-wire').click()
  await page.getByTestId('wire-timeline').waitFor()
}

async function exportWire(page: Page): Promise<{ text: string; recording: Exported }> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByTestId('wire-drawer').getByRole('button', { name: 'Save as JSON' }).click(),
  ])
  const text = await readFile(await download.path(), 'utf8')
  return { text, recording: JSON.parse(text) as Exported }
}

function sentTextOf({ rows }: Exported): string {
  return rows
    .filter(({ kind, browser }) => kind === 'message' && browser?.direction === 'out')
    .flatMap(({ deeds = [] }) => deeds)
    .flatMap(({ kind, text }) => (kind === 'insert' ? (text ?? '') : []))
    .join('')
}

for (const way of ['websocket', 'sse', 'long-polling', 'polling']) {
  test(`W7 the inspector reads what was typed, both ends count the same, and an export holds no secret (${way})`, async ({
    person,
  }) => {
    const [ana, ben] = [await person('Ana'), await person('Ben Secretive')]
    const id = await createDocument(ana, 'Inspected')
    await share(ana, id, ben, 'editor')
    let ticket = ''
    ana.page.on('response', async (response) => {
      if (response.url().endsWith('/ticket')) ticket = String((await response.json()).protocols?.[1] ?? '')
    })
    await Promise.all([openDocument(ben, id), ana.page.goto(`/documents/${id}?transport=${way}`)])
    await ana.page.locator('.ProseMirror[contenteditable=true]').waitFor()
    await openInspector(ana.page)
    await ana.page.locator('.ProseMirror').click()
    await ana.page.keyboard.type('Typed by Ana.', { delay: 15 })
    await expect.poll(() => shownText(ben.page)).toBe('Typed by Ana.')
    await ben.page.locator('.ProseMirror').click()
    await ben.page.keyboard.press('ControlOrMeta+End')
    await ben.page.keyboard.type('Plans of Ben')
    await expect.poll(() => shownText(ana.page)).toContain('Plans of Ben')
    await expect(ana.page.getByTestId('status-pill')).toHaveAttribute('data-status', 'stored')
    await expect(ana.page.getByTestId('wire-per-key')).toContainText('B')
    if (way === 'websocket') {
      for (const end of ['in', 'out']) {
        const compared = ana.page.getByTestId(`wire-${end}`)
        await expect(compared).toHaveAttribute('data-server', /^\d{3,}$/)
        await expect(async () => {
          const [page, server] = await Promise.all(['page', 'server'].map((of) => compared.getAttribute(`data-${of}`)))
          expect(page).toBe(server)
        }).toPass()
      }
    } else await expect(ana.page.getByTestId('wire-out')).toHaveText(/\d B/)

    const { text, recording } = await exportWire(ana.page)
    expect(sentTextOf(recording)).toBe('Typed by Ana.')
    const cookies = (await ana.context.cookies()).map(({ value }) => value)
    const secrets = [ticket, ...cookies, 'Plans', 'Ben Secretive', 'Inspected']
    expect(secrets.filter((secret) => secret.length > 4 && text.includes(secret))).toEqual([])
    expect(ticket.length).toBeGreaterThan(50)
    expect(text).toContain('by somebody else')
  })
}

test('W7 the keyboard walks the timeline, a row tells who saw what, and a closed inspector costs no byte', async ({
  person,
}) => {
  const ana = await person('Ana')
  const count = countFrames(ana.page)
  /** What it costs to type `word`, a letter at a time. */
  const typing = async (page: Page, word: string): Promise<Frames> => {
    const before = { ...count }
    await page.locator('.ProseMirror').click()
    for (const letter of word) {
      await page.keyboard.type(letter)
      await expect(page.getByTestId('status-pill')).toHaveAttribute('data-status', 'stored')
    }
    return { updateBytes: count.updateBytes - before.updateBytes, inspections: count.inspections - before.inspections }
  }
  const page = await openDocument(ana, await createDocument(ana, 'Cost'))
  await typing(page, 'warm up')
  const never = await typing(page, 'abcdef')
  await page.keyboard.press('ControlOrMeta+Shift+L')
  const timeline = page.getByTestId('wire-timeline')
  await timeline.waitFor()
  const row = timeline.locator('[data-kind=handshake]').first()
  await row.click()
  await expect(page.getByTestId('wire-accept')).toContainText('=')
  await timeline.focus()
  await page.keyboard.press('End')
  await page.keyboard.press('ArrowUp')
  await expect(timeline.locator('[data-active]')).toHaveCount(1)
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('wire-details')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('wire-details')).toHaveCount(0)
  await page.keyboard.press('Escape')
  await expect(page.locator('.ProseMirror')).toBeFocused()
  await page.keyboard.press('ControlOrMeta+Shift+L')
  await expect(page.getByTestId('wire-drawer')).toHaveCount(0)
  // What was on its way when it was closed.
  await typing(page, 'x')
  const after = await typing(page, 'abcdef')
  expect([never.inspections, after.inspections]).toEqual([0, 0])
  expect(count.inspections).toBeGreaterThan(2)
  // Later clocks are longer numbers: some bytes for each letter are no message.
  expect(Math.abs(after.updateBytes - never.updateBytes)).toBeLessThanOrEqual(6 * 3)
})
