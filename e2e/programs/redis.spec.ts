import { expect, type Page, test } from '@playwright/test'
import { startRedis } from '../../apps/sync/test/support/redis-server.ts'
import { readMetric } from '../stack/metrics.ts'
import { createDocument, createPerson, openDocument, share } from '../stack/people.ts'
import { Stack } from '../stack/stack.ts'
import { shownText } from '../stack/typist.ts'

/** A node is apart after 3 s without a word, and a connection to Redis is tried again within 2 s. */
const soon = { timeout: 20_000 }

test('R2 two people at two nodes write on while Redis is away, and the pill says that others are late until it is back', async ({
  browser,
}) => {
  test.setTimeout(120_000)
  const redis = await startRedis()
  const stack = await Stack.start({ REDIS_URL: redis.url })
  try {
    const [first, second] = [stack.syncGate.target, await stack.startNode()]
    const ana = await createPerson(browser, stack.url, 'Ana')
    const ben = await createPerson(browser, stack.url, 'Ben')
    const id = await createDocument(ana, 'At two nodes')
    await share(ana, id, ben, 'editor')
    await openDocument(ana, id)
    await expect.poll(() => readMetric(first, 'duplex_sync_connections')).toBe(1)
    // Whoever connects from now on comes to the other node.
    stack.syncGate.target = second.port
    await openDocument(ben, id)
    await expect.poll(() => readMetric(second.port, 'duplex_sync_connections')).toBe(1)

    const pages = [ana.page, ben.page]
    const type = async (page: Page, word: string) => {
      await page.locator('.ProseMirror').click()
      await page.keyboard.press('ControlOrMeta+End')
      await page.keyboard.type(word)
      for (const other of pages) await expect.poll(() => shownText(other), soon).toContain(word)
    }
    const expectPills = async (status: 'stored' | 'apart') => {
      for (const page of pages)
        await expect(page.getByTestId('status-pill')).toHaveAttribute('data-status', status, soon)
    }
    await type(ana.page, 'Together. ')
    await expectPills('stored')

    await redis.kill()
    await expectPills('apart')
    for (const page of pages) await expect(page.getByTestId('status-pill')).toContainText("Others' changes are late")
    await type(ana.page, 'By Ana. ')
    await type(ben.page, 'By Ben. ')
    await expectPills('apart')

    await redis.revive()
    await expectPills('stored')
    await type(ben.page, 'At once.')
    await expectPills('stored')
    expect(await shownText(ana.page)).toBe('Together. By Ana. By Ben. At once.')
  } finally {
    await stack.stop()
    await redis.close()
  }
})
