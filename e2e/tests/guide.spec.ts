import { expect, test } from '../stack/fixtures.ts'

const titles = { en: 'Which wire, when', 'zh-Hans': '什么时候用哪条线', 'zh-Hant': '什麼時候用哪條線' }

test('the guide is the one in docs, in the language of who reads it', async ({ person, url }) => {
  const ana = await person('Ana')
  for (const [locale, title] of Object.entries(titles)) {
    await ana.context.addCookies([{ name: 'duplex-locale', value: locale, url }])
    await ana.page.goto('/guide')
    await expect(ana.page.getByRole('heading', { level: 1 })).toHaveText(title)
    await expect(ana.page.locator('figure')).toHaveCount(6)
  }
})

test('the guide is reached from the navigation, and its contents lead into it', async ({ person }) => {
  const { page } = await person('Ana')
  const refused: string[] = []
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) refused.push(message.text())
  })
  await page.goto('/')
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Guide' }).click()
  await page.getByRole('navigation', { name: 'On this page' }).getByRole('link', { name: 'Long polling' }).click()
  await expect(page.getByRole('heading', { name: 'Long polling', exact: true })).toBeInViewport()
  const diagram = page.getByRole('list', { name: 'What passes between Ana, Server, Ben' })
  await expect(diagram.getByRole('listitem').first()).toHaveText('Ana to Server: GET, Upgrade: websocket')
  expect(refused).toEqual([])
})

test('on a phone nothing of the guide is wider than the screen, and its contents are folded', async ({ person }) => {
  const { page } = await person('Ana')
  await page.setViewportSize({ width: 360, height: 740 })
  await page.goto('/guide')
  await page.locator('summary').click()
  await page.getByRole('link', { name: 'Pitfalls' }).first().click()
  await expect(page.getByRole('heading', { name: 'Pitfalls' })).toBeInViewport()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
})

test('who is not signed in is asked to sign in, and comes back to the guide', async ({ page, url, person }) => {
  await person('Ana')
  await page.goto(`${url}/guide`)
  await expect(page).toHaveURL(`${url}/sign-in?next=%2Fguide`)
})
