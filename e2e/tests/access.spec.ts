import { expect, test } from '../stack/fixtures.ts'
import { changeRole, createDocument, openDocument, readText, removeMember, share } from '../stack/people.ts'
import { shownText } from '../stack/typist.ts'

test('a viewer reads along on a calm page and cannot write', async ({ person }) => {
  const [ana, vic] = [await person('Ana'), await person('Vic')]
  const id = await createDocument(ana, 'For reading')
  await share(ana, id, vic, 'viewer')
  await openDocument(ana, id)
  await ana.page.locator('.ProseMirror').click()
  await ana.page.keyboard.type('Please read.')
  await expect(ana.page.getByTestId('status-pill')).toHaveAttribute('data-status', 'stored')

  const html = await (await vic.request.get(`/documents/${id}`)).text()
  expect(html, 'the first text comes with the page').toContain('Please read.')
  await vic.page.goto(`/documents/${id}`)
  await expect(vic.page.getByTestId('status-pill')).toHaveAttribute('data-status', 'reading')
  await expect(vic.page.locator('.ProseMirror')).toHaveAttribute('contenteditable', 'false')
  await expect(vic.page.getByRole('toolbar')).toHaveCount(0)
  await ana.page.keyboard.type(' And this.')
  await expect.poll(() => shownText(vic.page)).toBe('Please read. And this.')
})

test('R3: removing a member ends their socket within two seconds; their tab says so and keeps their text', async ({
  person,
  stack,
}) => {
  const [ana, ben] = [await person('Ana'), await person('Ben')]
  const id = await createDocument(ana, 'Not for Ben any more')
  await share(ana, id, ben, 'editor')
  await Promise.all([openDocument(ana, id), openDocument(ben, id)])
  await ben.page.locator('.ProseMirror').click()
  await ben.page.keyboard.type('Stored by Ben. ')
  await expect(ben.page.getByTestId('status-pill')).toHaveAttribute('data-status', 'stored')

  stack.syncGate.cut()
  await ben.page.keyboard.type('Never sent.')
  await removeMember(ana, id, ben)
  stack.syncGate.mend()
  await ben.page.evaluate(() => dispatchEvent(new Event('online')))
  await expect(ben.page.getByTestId('status-pill')).toHaveAttribute('data-status', 'access-removed')
  await expect(ben.page.getByText('You no longer have access')).toBeVisible()
  expect(await shownText(ben.page)).toContain('Stored by Ben. Never sent.')
  await expect(ben.page.getByRole('button', { name: 'Copy the text' })).toBeVisible()
  expect(await readText(ana, id)).toBe('Stored by Ben. ')
})

test('R3: a member who is removed while connected is told within two seconds', async ({ person }) => {
  const [ana, ben] = [await person('Ana'), await person('Ben')]
  const id = await createDocument(ana, 'Two seconds')
  await share(ana, id, ben, 'editor')
  await openDocument(ben, id)
  await expect(ben.page.getByTestId('status-pill')).toHaveAttribute('data-status', 'stored')
  await removeMember(ana, id, ben)
  await expect(ben.page.getByTestId('status-pill')).toHaveAttribute('data-status', 'access-removed', { timeout: 2_000 })
})

test('R3: an editor who becomes a viewer goes on reading', async ({ person }) => {
  const [ana, ben] = [await person('Ana'), await person('Ben')]
  const id = await createDocument(ana, 'Demotion')
  await share(ana, id, ben, 'editor')
  await openDocument(ben, id)
  await expect(ben.page.getByTestId('status-pill')).toHaveAttribute('data-status', 'stored')
  await changeRole(ana, id, ben, 'viewer')
  await expect(ben.page.getByTestId('status-pill')).toHaveAttribute('data-status', 'reading', { timeout: 5_000 })
  await expect(ben.page.locator('.ProseMirror')).toHaveAttribute('contenteditable', 'false')
})
