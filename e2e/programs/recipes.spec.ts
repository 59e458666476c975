import { createDocument, openDocument, readText, share } from '../stack/people.ts'
import { shownText } from '../stack/typist.ts'
import { expect, test } from './fixtures.ts'
import { readRecipe } from './proxies/recipes.ts'

for (const kind of ['nginx', 'haproxy', 'caddy', 'apache'] as const) {
  test(`behind ${kind} as in its recipe two people write over WebSockets, and the doctor finds all well`, async ({
    putBehind,
    person,
  }) => {
    await putBehind((place) => readRecipe(kind, place))
    const [ana, ben] = [await person('Ana'), await person('Ben')]
    const id = await createDocument(ana, `Behind ${kind}`)
    await share(ana, id, ben, 'editor')
    const [page] = await Promise.all([openDocument(ana, id), openDocument(ben, id)])
    await page.locator('.ProseMirror').click()
    await page.keyboard.type('Through a proxy.')
    await expect.poll(() => shownText(ben.page)).toBe('Through a proxy.')
    const pill = page.getByTestId('status-pill')
    await expect(pill).toHaveAttribute('data-status', 'stored')
    await expect(pill).not.toContainText('connected by')
    expect(await readText(ana, id)).toBe('Through a proxy.')
    await page.goto('/doctor?idle=1&held=1')
    await expect(page.getByTestId('doctor')).toHaveAttribute('data-over', 'true', { timeout: 20_000 })
    await expect(page.getByTestId('verdict')).toHaveAttribute('data-summary', 'well')
    await expect(page.locator('[data-probe]:not([data-state=well])')).toHaveCount(0)
  })
}
