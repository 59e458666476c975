import { expect, test } from '../stack/fixtures.ts'
import { createDocument, openDocument } from '../stack/people.ts'

test('a person signs up, out and in again', async ({ browser, url, person }) => {
  await person('First')
  const address = `grace-${Date.now()}@example.org`
  const context = await browser.newContext({ baseURL: url })
  const page = await context.newPage()
  await page.goto('/')
  await expect(page).toHaveURL(/\/sign-in/)
  await page.getByRole('link', { name: 'Create an account' }).click()
  await page.getByLabel('Name').fill('Grace')
  await page.getByLabel('E-mail').fill(address)
  await page.getByLabel('Password', { exact: true }).fill('a nanosecond is a foot')
  await page.getByRole('button', { name: 'Create account' }).click()
  await expect(page.getByRole('heading', { name: 'Documents', level: 1 })).toBeVisible()

  await page.goto('/account')
  await page.getByRole('button', { name: 'Sign out', exact: true }).last().click()
  await expect(page).toHaveURL(/\/sign-in/)
  await page.getByLabel('E-mail').fill(address)
  await page.getByLabel('Password', { exact: true }).fill('a nanosecond is a mile')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('alert').filter({ hasText: /\w/ }).first()).toBeVisible()
  await page.getByLabel('Password', { exact: true }).fill('a nanosecond is a foot')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('heading', { name: 'Documents', level: 1 })).toBeVisible()
  await context.close()
})

test('R3: a session that is revoked elsewhere ends its open document within two seconds', async ({
  browser,
  url,
  person,
}) => {
  const ana = await person('Ana')
  const id = await createDocument(ana, 'On two devices')
  await openDocument(ana, id)
  const phone = await browser.newContext({ baseURL: url })
  const page = await phone.newPage()
  const account = { email: ana.email, password: ana.password }
  await phone.request.post('/api/auth/sign-in/email', { data: account, headers: ana.headers })
  await page.goto('/account')
  await expect(page.getByText('This device').first()).toBeVisible()
  await page.getByRole('button', { name: 'Sign out all other devices' }).click()
  await expect(ana.page.getByText('You are signed out')).toBeVisible({ timeout: 2_000 })
  await phone.close()
})
