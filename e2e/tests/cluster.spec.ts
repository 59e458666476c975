import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from '@playwright/test'
import { createDocument, createPerson, openDocument, share } from '../stack/people.ts'
import { Stack } from '../stack/stack.ts'

async function expectNoViolations(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.waitForFunction((wanted) => document.documentElement.dataset.mantineColorScheme === wanted, colorScheme)
    const { violations } = await new AxeBuilder({ page }).analyze()
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`)
    expect(found, colorScheme).toEqual([])
  }
}

test('an administrator sees the nodes, who is where and what happened, and drains a node', async ({ browser }) => {
  test.setTimeout(120_000)
  const stack = await Stack.start()
  try {
    await stack.startNode()
    const ada = await createPerson(browser, stack.url, 'Ada')
    const ben = await createPerson(browser, stack.url, 'Ben')
    const ours = await createDocument(ada, 'Ours')
    await share(ada, ours, ben, 'editor')
    const secret = await createDocument(ben, 'A secret of Ben')
    await openDocument(ben, ours)
    await ben.page.locator('.ProseMirror').click()
    await ben.page.keyboard.type('Followed on its way. ')
    await expect(ben.page.getByTestId('status-pill')).toHaveAttribute('data-status', 'stored')
    const alone = await ben.context.newPage()
    await alone.goto(`/documents/${secret}`)
    await alone.locator('.ProseMirror[contenteditable=true]').waitFor()

    const { page } = ada
    await page.goto('/')
    await page.getByRole('link', { name: 'Cluster' }).click()
    const nodes = page.getByRole('region').filter({ has: page.getByRole('button', { name: /^Drain/ }) })
    await expect(nodes).toHaveCount(2)
    const busy = nodes.filter({ hasText: 'Ours' })
    await expect(busy.getByText('Ben')).toHaveCount(2)
    await expect(busy.getByText('A document that you are not in')).toBeVisible()
    await expect(busy.getByText('commit', { exact: true })).not.toHaveCount(0)
    await expectNoViolations(page)
    await expect(page.getByText('A secret of Ben')).toHaveCount(0)

    const idle = nodes.filter({ hasNotText: 'Ours' })
    await idle.getByRole('button', { name: /^Drain/ }).click()
    await idle.getByRole('button', { name: 'Drain', exact: true }).click()
    await expect(nodes).toHaveCount(1)
    await ben.page.keyboard.type('It goes on.')
    await expect(ben.page.getByTestId('status-pill')).toHaveAttribute('data-status', 'stored')

    await page.setViewportSize({ width: 390, height: 844 })
    await page.getByRole('tab', { name: 'What happened' }).click()
    const events = page.getByRole('list', { name: 'Events, newest first' })
    await expect(events.getByText('Drained a node')).toBeVisible()
    await page.getByLabel('Kind').selectOption('Shared a document')
    const shared = events.getByRole('listitem').filter({ has: page.getByRole('button') })
    await expect(shared).toHaveCount(1)
    await expect(shared).toContainText('Ours')
    await expect(events.getByText('Signed in')).toHaveCount(0)
    await expectNoViolations(page)

    await alone.goto('/cluster')
    await expect(alone.getByRole('heading', { level: 1 })).not.toHaveText('Cluster')
    await expect(alone.getByRole('link', { name: 'Cluster' })).toHaveCount(0)
  } finally {
    await stack.stop()
  }
})
