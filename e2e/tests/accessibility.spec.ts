import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from '../stack/fixtures.ts'
import { createDocument, openDocument, share } from '../stack/people.ts'

/** In both colour schemes, one after the other: a page that is open follows the system's. */
async function expectNoViolations(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.waitForFunction(
      (wanted) => (document.documentElement.dataset.mantineColorScheme ?? wanted) === wanted,
      colorScheme,
    )
    const { violations } = await new AxeBuilder({ page }).analyze()
    const found = violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 200)).join(' | ')}`,
    )
    expect(found, `${page.url()}, ${colorScheme}`).toEqual([])
  }
}

for (const width of [1440, 390]) {
  test(`every page is free of axe violations, light and dark, ${width} px wide`, async ({ person }) => {
    test.setTimeout(180_000)
    const [ana, ben] = [await person('Ana'), await person('Ben')]
    const id = await createDocument(ana, 'A document')
    await share(ana, id, ben, 'viewer')
    for (const { page } of [ana, ben]) await page.setViewportSize({ width, height: 900 })
    for (const path of [
      '/',
      '/trash',
      '/account',
      '/guide',
      '/doctor?idle=1&held=1',
      '/documents/01890000-0000-7000-8000-000000000000',
      '/api/docs',
    ]) {
      await ana.page.goto(path)
      await ana.page.getByRole('heading', { level: 1 }).waitFor()
      await expectNoViolations(ana.page)
    }
    await openDocument(ana, id)
    await ana.page.locator('.ProseMirror').click()
    await ana.page.keyboard.type('# Heading\nSome text. ')
    await expect(ana.page.getByTestId('status-pill')).toHaveAttribute('data-status', 'stored')
    await expectNoViolations(ana.page)
    await ana.page.getByRole('button', { name: /^Share/ }).click()
    await expect(ana.page.getByRole('dialog')).toBeVisible()
    await expectNoViolations(ana.page)
    await ben.page.goto(`/documents/${id}`)
    await expect(ben.page.getByTestId('status-pill')).toHaveAttribute('data-status', 'reading')
    await expectNoViolations(ben.page)
    await ben.context.clearCookies()
    for (const path of ['/sign-in', '/sign-up']) {
      await ben.page.goto(path)
      await ben.page.getByRole('heading', { level: 1 }).waitFor()
      await expectNoViolations(ben.page)
    }
  })
}
