import { randomUUID } from 'node:crypto'
import { createDatabase, recordUserEvents } from '@duplex/db'
import type { BrowserContext, Page, Request } from '@playwright/test'
import { expect, test } from '../stack/fixtures.ts'
import { createDocument, openDocument, type Person, removeMember, share } from '../stack/people.ts'
import { cookiesOf, followRaw } from '../stack/raw-events.ts'
import type { Stack } from '../stack/stack.ts'

/** What a list may take to show what somebody else did. */
const soon = { timeout: 2_000 }

test('a list shows within 2 s what somebody else shares, renames and takes away, in every tab and over one stream', async ({
  person,
}) => {
  await person('Whoever was first and has the welcome document')
  const [ana, ben] = [await person('Ana'), await person('Ben')]
  const streams = countStreams(ben.context)
  const [first, second] = [ben.page, await ben.context.newPage()]
  await first.goto('/')
  await second.goto('/')
  for (const page of [first, second]) await expect(page.getByText('Nothing written yet')).toBeVisible()
  await expect.poll(streams.open).toBe(1)

  const id = await createDocument(ana, 'Tide tables')
  await share(ana, id, ben, 'editor')
  for (const page of [first, second]) await expect(row(page, 'Tide tables')).toBeVisible(soon)
  await rename(ana, id, 'Tide tables 2027')
  for (const page of [first, second]) {
    await expect(row(page, 'Tide tables 2027')).toBeVisible(soon)
    await expect(page.getByRole('navigation').getByRole('link', { name: 'Tide tables 2027' })).toBeVisible(soon)
  }
  expect(streams.open()).toBe(1)

  // The tab with the stream goes: the other one takes over.
  await first.close()
  await expect.poll(streams.open).toBe(1)
  await removeMember(ana, id, ben)
  await expect(second.getByText('Nothing written yet')).toBeVisible(soon)
  await createDocument(ben, 'Made by a program')
  await expect(row(second, 'Made by a program')).toBeVisible(soon)
})

test('a tab that stands still, as browsers make those do that nobody looks at, keeps the news from no other tab', async ({
  person,
}) => {
  const ben = await person('Ben')
  const streams = countStreams(ben.context)
  const [first, second] = [ben.page, await ben.context.newPage()]
  await first.goto('/')
  await expect.poll(streams.open).toBe(1)
  await second.goto('/')
  await isFollowing(ben, second)
  const debugged = await ben.context.newCDPSession(first)
  await debugged.send('Debugger.enable')
  await debugged.send('Debugger.pause')
  // As when somebody comes to this tab.
  await second.evaluate(() => dispatchEvent(new Event('online')))
  await expect.poll(() => streams.of(second)).toBe(1)
  await isFollowing(ben, second)
  await debugged.send('Debugger.disable')
  await expect.poll(() => streams.of(first)).toBe(0)
  await isFollowing(ben, first)
})

test('where a browser gives no locks, because there is no https, a tab follows by itself', async ({ person }) => {
  const ben = await person('Ben')
  await ben.context.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, 'locks'))
  await ben.page.goto('/')
  expect(await ben.page.evaluate(() => 'locks' in navigator)).toBe(false)
  await isFollowing(ben, ben.page)
})

test('what happens elsewhere takes neither the focus nor the words of somebody who is renaming', async ({ person }) => {
  const [ana, ben] = [await person('Ana'), await person('Ben')]
  const ids = []
  for (const title of ['One', 'Two', 'Three']) ids.push(await createDocument(ben, title))
  for (const id of ids) await share(ben, id, ana, 'editor')
  await ben.page.goto('/')
  await ben.page.getByRole('button', { name: 'Actions for Three' }).click()
  await ben.page.getByRole('menuitem', { name: 'Rename' }).click()
  const field = ben.page.getByRole('textbox', { name: 'Title', exact: true })
  await field.pressSequentially('Three and a h')
  // From the last place to the first, past the field.
  await rename(ana, ids[0] ?? '', 'One and a half')
  await expect(ben.page.getByRole('main').getByRole('listitem').first()).toContainText('One and a half', soon)
  await expect(field).toBeFocused()
  await ben.page.keyboard.type('alf')
  await expect(field).toHaveValue('Three and a half')
  await ben.page.keyboard.press('Enter')
  await expect(row(ben.page, 'Three and a half')).toBeVisible()
})

test('a list that somebody reads further down stays where it is when something appears above', async ({ person }) => {
  const [ana, ben] = [await person('Ana'), await person('Ben')]
  for (let i = 10; i < 35; i++) await createDocument(ben, `Chapter ${i}`)
  await ben.page.setViewportSize({ width: 1000, height: 500 })
  await ben.page.goto('/')
  const read = row(ben.page, 'Chapter 12')
  await read.scrollIntoViewIfNeeded()
  await isFollowing(ben, ben.page)
  const before = await read.boundingBox()
  const id = await createDocument(ana, 'Above')
  await share(ana, id, ben, 'viewer')
  await expect(row(ben.page, 'Above')).toBeAttached(soon)
  expect((await read.boundingBox())?.y).toBe(before?.y)
})

test('the trash follows, and nothing that happened while the server was away is missed', async ({ person, stack }) => {
  const [ana, ben] = [await person('Ana'), await person('Ben')]
  const id = await createDocument(ana, 'Before')
  await share(ana, id, ben, 'viewer')
  const trash = await ana.context.newPage()
  await trash.goto('/trash')
  await ben.page.goto('/')
  await expect(row(ben.page, 'Before')).toBeVisible()
  await isFollowing(ben, ben.page)

  const startedAt = performance.now()
  await stack.web.end('SIGTERM')
  // Open streams do not keep it alive.
  expect(performance.now() - startedAt).toBeLessThan(4_000)
  await renamePastTheServer(stack, id, 'While it was away')
  await stack.web.start()
  await expect(row(ben.page, 'While it was away')).toBeVisible({ timeout: 40_000 })

  await ana.request.delete(`/api/v1/documents/${id}`, { headers: ana.headers })
  await expect(row(ben.page, 'While it was away')).toBeHidden(soon)
  await trash.evaluate(() => dispatchEvent(new Event('online')))
  await expect(trash.getByText('While it was away')).toBeVisible({ timeout: 10_000 })
})

test('the stream is neither compressed nor held back on its way, and ends with the session', async ({
  person,
  url,
}) => {
  const [ana, ben] = [await person('Ana'), await person('Ben')]
  const id = await createDocument(ana, 'Streamed')
  const stream = await followRaw(url, await cookiesOf(ben.context))
  expect(stream.headers).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
  })
  expect(stream.headers['content-encoding']).toBeUndefined()
  await expect.poll(stream.text, { timeout: 1_000 }).toContain('event: ready')
  await share(ana, id, ben, 'viewer')
  await expect.poll(stream.text, { timeout: 1_000 }).toContain('"kind":"shared"')
  // Each time somebody leaves, their place becomes free: there are not so many.
  for (let i = 0; i < 25; i++) {
    const visit = await followRaw(url, await cookiesOf(ben.context))
    expect(visit.status).toBe(200)
    visit.leave()
  }
  await ben.request.post('/api/auth/sign-out', { headers: ben.headers })
  await expect.poll(stream.isEnded, soon).toBe(true)
})

test('where somebody else signs in, old tabs hear nothing of theirs: a list becomes theirs, a document says so', async ({
  person,
}) => {
  const [ana, ben] = [await person('Ana'), await person('Ben')]
  const id = await createDocument(ana, 'Of Ana')
  await ana.page.goto('/')
  const writing = await ana.context.newPage()
  await openDocument({ ...ana, page: writing }, id)
  await ana.request.post('/api/auth/sign-out', { headers: ana.headers })
  const signIn = { data: { email: ben.email, password: ben.password }, headers: ana.headers }
  expect((await ana.request.post('/api/auth/sign-in/email', signIn)).ok()).toBe(true)
  // As when somebody comes to this tab.
  await ana.page.evaluate(() => dispatchEvent(new Event('online')))
  await expect(ana.page.getByText('Nothing written yet')).toBeVisible()
  await expect(writing.getByText('Somebody else is signed in in this browser now')).toBeVisible()
  await writing.getByRole('button', { name: 'Reload' }).click()
  await expect(writing.getByRole('heading', { level: 1 })).toBeVisible()
  expect(await writing.getByText('Of Ana').count()).toBe(0)
})

const row = (page: Page, title: string) => page.getByRole('main').getByRole('link', { name: title, exact: true })

async function rename(by: Person, id: string, title: string): Promise<void> {
  const answer = await by.request.patch(`/api/v1/documents/${id}`, { data: { title }, headers: by.headers })
  if (!answer.ok()) throw new Error(`rename: ${answer.status()} ${await answer.text()}`)
}

/** As another node of the installation would. */
async function renamePastTheServer(stack: Stack, documentId: string, title: string): Promise<void> {
  const { prisma, close } = createDatabase({ url: stack.databaseUrl, poolSize: 1 })
  await prisma.$transaction(async (tx) => {
    const { members } = await tx.document.update({
      where: { id: documentId },
      data: { title, updatedAt: new Date(), version: { increment: 1 } },
      include: { members: true },
    })
    await recordUserEvents(
      tx,
      members.map(({ userId }) => ({ userId, documentId, kind: 'renamed' as const })),
    )
  })
  await close()
}

/** Event streams that the tabs of a browser have open. */
function countStreams(context: BrowserContext) {
  const open = new Set<Request>()
  context.on('request', (request) => {
    if (request.url().endsWith('/api/v1/events')) open.add(request)
  })
  context.on('requestfinished', (request) => open.delete(request))
  context.on('requestfailed', (request) => open.delete(request))
  // A tab that is closed takes its requests with it, without a word.
  const pages = () => [...open].map((request) => request.frame().page()).filter((page) => !page.isClosed())
  return { open: () => pages().length, of: (page: Page) => pages().filter((other) => other === page).length }
}

/** Waits until news reach the page. */
async function isFollowing(someone: Person, page: Page): Promise<void> {
  const title = `A sign of life: ${randomUUID()}`
  await createDocument(someone, title)
  await expect(row(page, title)).toBeVisible(soon)
}
