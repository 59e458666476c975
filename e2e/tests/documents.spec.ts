import { expect, test } from '../stack/fixtures.ts'

test('a document is created, renamed, found, put in the trash and taken out again', async ({ person }) => {
  await person('Whoever was first and has the welcome document')
  const { page } = await person('Ana')
  await page.goto('/')
  await expect(page.getByText('Nothing written yet')).toBeVisible()
  await page.getByRole('button', { name: 'New document' }).first().click()
  await page.locator('.ProseMirror[contenteditable=true]').waitFor()
  const title = page.getByRole('textbox', { name: 'Title', exact: true })
  await title.fill('Tide tables')
  await title.press('Enter')
  await page.goto('/')
  await expect(page.getByRole('link', { name: /Tide tables/ }).first()).toBeVisible()

  await page.getByRole('button', { name: 'Actions for Tide tables' }).click()
  await page.getByRole('menuitem', { name: 'Rename' }).click()
  await page.getByRole('textbox', { name: 'Title', exact: true }).fill('Tide tables 2027')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('main').getByRole('link', { name: /Tide tables 2027/ })).toBeVisible()

  await page.getByLabel('Search titles').fill('TABLES')
  await expect(page.getByText('1 document found')).toBeAttached()
  await page.getByLabel('Search titles').fill('no such thing')
  await expect(page.getByText('No title contains “no such thing”')).toBeVisible()
  await page.getByLabel('Search titles').fill('')

  await page.getByRole('button', { name: 'Actions for Tide tables 2027' }).click()
  await page.getByRole('menuitem', { name: 'Move to trash' }).click()
  await expect(page.getByText('“Tide tables 2027” is in the trash.')).toBeVisible()
  await page.goto('/trash')
  await page.getByRole('button', { name: 'Restore Tide tables 2027' }).click()
  await page.goto('/')
  await expect(page.getByRole('main').getByRole('link', { name: /Tide tables 2027/ })).toBeVisible()
})

test('an address that leads nowhere, and one that is not mine, show the same page', async ({ person }) => {
  const [ana, eve] = [await person('Ana'), await person('Eve')]
  const created = await ana.request.post('/api/v1/documents', { data: { title: 'Private' }, headers: ana.headers })
  const { id } = (await created.json()) as { id: string }
  const read = async (path: string) => {
    const response = await eve.page.goto(path)
    const text = await eve.page.getByRole('main').textContent()
    return { status: response?.status(), text }
  }
  const foreign = await read(`/documents/${id}`)
  expect(foreign).toEqual(await read('/documents/01890000-0000-7000-8000-000000000000'))
  expect(foreign.status).toBe(404)
  expect(foreign.text ?? '').not.toContain('Private')
})
