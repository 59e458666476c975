import { expect, test } from '@playwright/test'
import { Stack } from '../stack/stack.ts'
import { shownText } from '../stack/typist.ts'

test('the first person sets Duplex up, reads the welcome document and writes in it', async ({ browser }) => {
  const stack = await Stack.start()
  try {
    const context = await browser.newContext({ baseURL: stack.url })
    const page = await context.newPage()
    await page.goto('/')
    await expect(page).toHaveURL(/\/set-up$/)
    await page.getByLabel('Name').fill('Ada')
    await page.getByLabel('E-mail').fill('ada@example.org')
    await page.getByLabel('Password', { exact: true }).fill('password')
    await page.getByRole('button', { name: 'Create the first account' }).click()
    await expect(page.getByText('among the first that guessers try')).toBeVisible()

    await page.getByLabel('Password', { exact: true }).fill('two wires, one page')
    await page.getByRole('button', { name: 'Create the first account' }).click()
    await page.locator('.ProseMirror[contenteditable=true]').waitFor()
    expect((await shownText(page)).length).toBeGreaterThan(500)
    await page.locator('.ProseMirror').click()
    await page.keyboard.press('ControlOrMeta+End')
    await page.keyboard.type(' And I was here.')
    await expect(page.getByTestId('status-pill')).toHaveAttribute('data-status', 'stored')

    const again = await browser.newContext({ baseURL: stack.url })
    const visitor = await again.newPage()
    await visitor.goto('/set-up')
    await expect(visitor).toHaveURL(/\/sign-in/)
    const answer = await again.request.post('/api/v1/setup', {
      data: { name: 'Eve', email: 'eve@example.org', password: 'late to the party' },
      headers: { origin: stack.url },
    })
    expect(answer.status()).toBe(409)
    await Promise.all([context.close(), again.close()])
  } finally {
    await stack.stop()
  }
})
