import { expect, test } from '../stack/fixtures.ts'
import { createDocument, openDocument } from '../stack/people.ts'

test('T3 D2 where WebSockets are refused the pill leads to the doctor, who says so, and is content when they are not', async ({
  person,
  stack,
}) => {
  const { page, ...ana } = await person('Ana')
  const id = await createDocument({ page, ...ana }, 'Behind something')
  stack.syncGate.refusesUpgrades = true
  try {
    await openDocument({ page, ...ana }, id)
    const pill = page.getByTestId('status-pill')
    await expect(pill).toContainText('connected by')
    await pill.click()
    await expect(page.getByTestId('to-doctor')).toHaveAttribute('href', '/doctor')
    await page.goto('/doctor?idle=1&held=1')
    await expect(page.locator('article[data-culprit]')).toHaveAttribute('data-culprit', 'upgrade-not-passed')
    await expect(page.locator('[data-probe=upgrade]')).toContainText('never arrived at sync')
    await page.getByRole('tab', { name: 'HAProxy' }).click()
    await expect(page.locator('article[data-culprit]')).toContainText('mode http')
  } finally {
    stack.syncGate.refusesUpgrades = false
  }
  const doctor = page.getByTestId('doctor')
  await expect(doctor).toHaveAttribute('data-over', 'true', { timeout: 20_000 })
  await page.getByRole('button', { name: 'Check again' }).click()
  await expect(page.getByTestId('verdict')).toHaveAttribute('data-summary', 'well', { timeout: 20_000 })
  await page.getByText('Show all 25 codes').click()
  await expect(page.locator('#code-4401')).toContainText('The session ended')
})
