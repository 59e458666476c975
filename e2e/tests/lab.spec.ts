import type { Page } from '@playwright/test'
import { expect, test } from '../stack/fixtures.ts'
import { createDocument, type Person } from '../stack/people.ts'

const shortJob = 'edits=60&readers=1&bytes=4&idle=0&delay=0&poll=500&cut=1&seconds=6&answers=1&seed=7'

async function openLab({ page }: Person, query: string): Promise<Page> {
  await page.goto(`/lab?${query}`)
  await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeEnabled()
  return page
}

async function run(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Run/ }).click()
  await expect(page.getByTestId('lab-run')).toHaveAttribute('data-phase', 'done', { timeout: 60_000 })
}

/** What a row of the table of results says of the four wires. */
function rowOf(page: Page, name: string): Promise<string[]> {
  return page
    .getByRole('row', { name: new RegExp(`^${name}`) })
    .first()
    .locator('td')
    .allInnerTexts()
}

async function statusOf({ request }: Person, documentId: string): Promise<number> {
  return (await request.get(`/api/v1/documents/${documentId}`)).status()
}

test('a run over four wires ends with equal documents, figures and a recommendation, and its address repeats it', async ({
  person,
}) => {
  test.setTimeout(180_000)
  const ana = await person('Ana')
  const page = await openLab(ana, shortJob)
  const made = page.waitForResponse((response) => response.url().endsWith('/lab-documents'))
  const running = run(page)
  const { items } = (await (await made).json()) as { items: { id: string }[] }
  await createDocument(ana, 'Meanwhile')
  await expect(page.getByRole('link', { name: 'Meanwhile' })).toBeVisible({ timeout: 20_000 })
  await running
  expect(await rowOf(page, 'Documents end equal')).toEqual(['yes', 'yes', 'yes', 'yes'])
  expect(await rowOf(page, 'Page and server agree')).toEqual(['yes', 'yes', 'yes', 'yes'])
  const deliveries = await rowOf(page, 'Deliveries')
  expect(new Set(deliveries)).toEqual(new Set(['37']))
  await expect(page.getByRole('heading', { name: 'Take WebSocket for this' })).toBeVisible()
  for (const { id } of items) await expect.poll(() => statusOf(ana, id)).toBe(404)

  const address = page.url()
  await page.goto('/')
  await page.goto(address)
  await run(page)
  expect(await rowOf(page, 'Deliveries')).toEqual(deliveries)
})

test('a page that is left in the middle of a run leaves no document behind', async ({ person }) => {
  const ana = await person('Ana')
  const page = await openLab(ana, shortJob)
  const made = page.waitForResponse((response) => response.url().endsWith('/lab-documents'))
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  const { items } = (await (await made).json()) as { items: { id: string }[] }
  await expect(page.getByTestId('lab-run')).toHaveAttribute('data-phase', 'writing', { timeout: 20_000 })
  await page.goto('/api/docs')
  for (const { id } of items) await expect.poll(() => statusOf(ana, id), { timeout: 20_000 }).toBe(404)
})

test('over HTTP/1.1 a browser opens six streams to a server, and more readers than that wait', async ({ person }) => {
  test.setTimeout(120_000)
  const ana = await person('Ana')
  const page = await openLab(ana, shortJob.replace('readers=1', 'readers=3'))
  await page.getByRole('button', { name: 'Count the streams of this browser' }).click()
  await expect(page.getByText(/^6 of 8 streams opened at once; 2 waited/)).toBeVisible({ timeout: 20_000 })
  await run(page)
  expect(await rowOf(page, 'Connections held')).toEqual(['4', '2', '2', '0'])
  expect(await rowOf(page, 'Readers without connection')).toEqual(['0', '2', '2', '0'])
  expect(await rowOf(page, 'Documents end equal')).toEqual(['yes', 'yes', 'yes', 'yes'])
})
