import { expect, test } from '../stack/fixtures.ts'
import { createDocument, openDocument, share } from '../stack/people.ts'
import { shownText } from '../stack/typist.ts'

test('two people see each other, each other’s carets and each other’s words', async ({ person }) => {
  const [ana, ben] = [await person('Ana'), await person('Ben')]
  const id = await createDocument(ana, 'Together')
  await share(ana, id, ben, 'editor')
  await Promise.all([openDocument(ana, id), openDocument(ben, id)])
  await ana.page.locator('.ProseMirror').click()
  await ana.page.keyboard.type('Ana writes.')
  await expect.poll(() => shownText(ben.page)).toBe('Ana writes.')
  await expect(ben.page.locator('.duplex-caret')).toHaveCount(1)
  await expect(ben.page.locator('.duplex-caret-label')).toHaveText('Ana')
  await expect(ben.page.getByLabel(/Ana/).first()).toBeVisible()

  await ana.page.close()
  await expect(ben.page.locator('.duplex-caret')).toHaveCount(0)
})

test('undo takes back only what oneself wrote', async ({ person }) => {
  const [ana, ben] = [await person('Ana'), await person('Ben')]
  const id = await createDocument(ana, 'Undo')
  await share(ana, id, ben, 'editor')
  await Promise.all([openDocument(ana, id), openDocument(ben, id)])
  await ana.page.locator('.ProseMirror').click()
  await ana.page.keyboard.type('From Ana. ')
  await expect.poll(() => shownText(ben.page)).toBe('From Ana. ')
  await ben.page.locator('.ProseMirror').click()
  await ben.page.keyboard.press('ControlOrMeta+End')
  await ben.page.keyboard.type('From Ben.')
  await expect.poll(() => shownText(ana.page)).toBe('From Ana. From Ben.')
  await ana.page.keyboard.press('ControlOrMeta+z')
  await expect.poll(() => shownText(ben.page)).toBe('From Ben.')
  await ana.page.keyboard.press('ControlOrMeta+Shift+z')
  await expect.poll(() => shownText(ben.page)).toBe('From Ana. From Ben.')
})

test('a new title appears on the other side without a reload', async ({ person }) => {
  const [ana, ben] = [await person('Ana'), await person('Ben')]
  const id = await createDocument(ana, 'Before')
  await share(ana, id, ben, 'editor')
  await Promise.all([openDocument(ana, id), openDocument(ben, id)])
  const title = ana.page.getByRole('textbox', { name: 'Title', exact: true })
  await title.fill('After')
  await title.press('Enter')
  await expect(ben.page.getByRole('textbox', { name: 'Title', exact: true })).toHaveValue('After')
})
