import { expect, test } from '../stack/fixtures.ts'
import { createDocument, openDocument } from '../stack/people.ts'

test('Markdown typed at the start of a line becomes what it means', async ({ person }) => {
  const ana = await person('Ana')
  const id = await createDocument(ana, 'Shortcuts')
  const page = await openDocument(ana, id)
  await page.locator('.ProseMirror').click()
  await page.keyboard.type('# Heading\n- one\ntwo\n\n[ ] task\n\n> quote\n\n```js ')
  await page.keyboard.type('const a = 1')
  await expect(page.getByTestId('status-pill')).toHaveAttribute('data-status', 'stored')
  const answer = await ana.request.get(`/api/v1/documents/${id}/content?format=markdown`)
  const markdown = await answer.text()
  expect(markdown).toContain('# Heading')
  expect(markdown).toContain('- one\n- two')
  expect(markdown).toMatch(/^[-*] \[ \] task$/m)
  expect(markdown).toContain('> quote')
  expect(markdown).toContain('```js\nconst a = 1')
})

test('the slash menu offers blocks, filters while typing, and works by keyboard', async ({ person }) => {
  const ana = await person('Ana')
  const id = await createDocument(ana, 'Slash')
  const page = await openDocument(ana, id)
  await page.locator('.ProseMirror').click()
  await page.keyboard.type('/')
  await expect(page.getByRole('listbox')).toBeVisible()
  await page.keyboard.type('tab')
  await expect(page.getByRole('option')).toHaveCount(1)
  await page.keyboard.press('Enter')
  await expect(page.locator('.ProseMirror table th').first()).toBeVisible()
  await expect(page.getByRole('listbox')).toHaveCount(0)
})

test('the toolbar formats the selection and says what is on', async ({ person }) => {
  const ana = await person('Ana')
  const id = await createDocument(ana, 'Toolbar')
  const page = await openDocument(ana, id)
  await page.locator('.ProseMirror').click()
  await page.keyboard.type('words')
  await page.keyboard.press('ControlOrMeta+a')
  const bold = page.getByRole('toolbar').first().getByRole('button', { name: /^Bold/ })
  await bold.click()
  await expect(bold).toHaveAttribute('aria-pressed', 'true')
  await expect(page.locator('.ProseMirror strong')).toHaveText('words')
})

test('a link with an unsafe protocol does not get in, by typing or by paste', async ({ person }) => {
  const ana = await person('Ana')
  const id = await createDocument(ana, 'Links')
  const page = await openDocument(ana, id)
  await page.locator('.ProseMirror').click()
  await page.evaluate(() => {
    const clipboardData = new DataTransfer()
    clipboardData.setData(
      'text/html',
      '<p><a href="javascript:alert(1)">bad</a> <a href="https://example.org/">good</a><img src=x onerror="alert(2)"></p>',
    )
    document
      .querySelector('.ProseMirror')
      ?.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  })
  await expect(page.locator('.ProseMirror a')).toHaveCount(1)
  await expect(page.locator('.ProseMirror a')).toHaveAttribute('href', 'https://example.org/')
  await expect(page.locator('.ProseMirror')).toContainText('bad')
  await expect(page.getByTestId('status-pill')).toHaveAttribute('data-status', 'stored')
  const html = await (await ana.request.get(`/api/v1/documents/${id}/content?format=html`)).text()
  expect(html).not.toContain('javascript:')
  expect(html).not.toContain('onerror')
})

test('words are counted, Chinese ones too', async ({ person }) => {
  const ana = await person('Ana')
  const id = await createDocument(ana, 'Counting')
  const page = await openDocument(ana, id)
  await page.locator('.ProseMirror').click()
  await page.keyboard.insertText('three plain words 我们一起写作')
  await expect(page.getByText(/^[67] words$/)).toBeVisible()
})
