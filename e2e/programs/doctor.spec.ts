import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import { brokenHaproxy, brokenNginx, type Fault } from './proxies/broken.ts'
import type { Place, ProxyConfig } from './proxies/place.ts'

/** In full the proxies cut after their usual minute, which takes longer than a test should: `E2E_WHOLE=1`. */
const isWhole = process.env.E2E_WHOLE !== undefined
const silentSeconds = isWhole ? 60 : 2
const idleSeconds = isWhole ? 70 : 4

type Expected = { culprit: string; hop: string; line: string }

const expected: Record<Fault, Expected> = {
  'no upgrade': { culprit: 'upgrade-dropped', hop: 'proxy-sync', line: 'proxy_set_header Upgrade $http_upgrade;' },
  'silence is cut': {
    // Sync speaks every 20 s: a cut after a minute hurts nobody.
    culprit: isWhole ? 'silence-cut' : 'silence-cut-early',
    hop: 'proxy-sync',
    line: 'proxy_read_timeout 90s;',
  },
  'events are held back': { culprit: 'events-held-back', hop: 'proxy-sync', line: 'proxy_buffering off;' },
  'bodies of 8 KiB': { culprit: 'body-limited', hop: 'proxy', line: 'client_max_body_size 25m;' },
  'another origin': { culprit: 'origin-rewritten', hop: 'proxy-sync', line: 'proxy_set_header Origin' },
}

/** Opens the doctor, and waits until nothing more will be found. */
async function examine(page: Page, fault: Fault): Promise<void> {
  const idle = fault === 'silence is cut' ? idleSeconds : 1
  await page.goto(`/doctor?idle=${idle}&held=1`)
  await expect(page.getByTestId('doctor')).toHaveAttribute('data-over', 'true', { timeout: (idle + 20) * 1000 })
}

const faultsOfHaproxy = ['no upgrade', 'silence is cut', 'bodies of 8 KiB', 'another origin'] as const

const cases: [name: string, fault: Fault, configure: (place: Place) => ProxyConfig][] = [
  ...(Object.keys(expected) as Fault[]).map((fault): (typeof cases)[number] => [
    'nginx',
    fault,
    (place) => brokenNginx(place, fault, silentSeconds),
  ]),
  ...faultsOfHaproxy.map((fault): (typeof cases)[number] => [
    'HAProxy',
    fault,
    (place) => brokenHaproxy(place, fault, silentSeconds),
  ]),
]

for (const [name, fault, configure] of cases) {
  test(`the doctor finds out that behind ${name} ${fault}, and nothing else`, async ({ putBehind, person }) => {
    test.setTimeout((idleSeconds + 60) * 1000)
    await putBehind(configure)
    const { page } = await person('Ana')
    await examine(page, fault)
    const found = page.locator('article[data-culprit]')
    await expect(found).toHaveCount(1)
    await expect(found).toHaveAttribute('data-culprit', expected[fault].culprit)
    await expect(found).toHaveAttribute('data-hop', expected[fault].hop)
    await expect(found).toContainText(expected[fault].line)
  })
}

test('the report of the doctor holds what was measured, and no secret', async ({ putBehind, person }) => {
  await putBehind((place) => brokenNginx(place, 'another origin', silentSeconds))
  const { page, context, email, name } = await person('Ana of the report')
  const secrets: string[] = [email, name]
  page.on('response', async (answer) => {
    if (!/\/probes?$/.test(new URL(answer.url()).pathname)) return
    const { ticket, key } = (await answer.json().catch(() => ({}))) as { ticket?: string; key?: string }
    secrets.push(...[ticket, key].filter((secret) => secret !== undefined))
  })
  await examine(page, 'another origin')
  await putBehind((place) => brokenNginx(place, 'no upgrade', silentSeconds))
  await page.getByRole('button', { name: 'Check again' }).click()
  await expect(page.locator('article[data-culprit=upgrade-dropped]')).toBeVisible()
  await expect(page.getByTestId('doctor')).toHaveAttribute('data-over', 'true', { timeout: 20_000 })
  await page.getByText('Show the report').click()
  const report = (await page.getByTestId('report').textContent()) ?? ''
  expect(JSON.parse(report)).toMatchObject({
    diagnoses: [{ culprit: 'upgrade-dropped' }],
    findings: { body: { passedBytes: 1024 * 1024 }, upgrade: { seen: { hasUpgrade: false } } },
  })
  const cookies = await context.cookies()
  // Two tickets and a key: the first of the two probes never began.
  expect(secrets).toHaveLength(5)
  expect(cookies.length).toBeGreaterThan(0)
  for (const secret of [...secrets, ...cookies.map(({ value }) => value)]) expect(report).not.toContain(secret)
})
