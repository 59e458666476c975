import { createDocument, openDocument, type Person, share } from '../stack/people.ts'
import { shownText } from '../stack/typist.ts'
import { expect, test } from './fixtures.ts'
import type { Place, ProxyConfig } from './proxies/place.ts'

/** As many are: nobody told it of WebSockets, and it speaks HTTP/1.0 to what is behind it and buffers what that says. */
function plainNginx({ port, web, sync }: Place): ProxyConfig {
  const text = `server {
  listen 127.0.0.1:${port};
  proxy_set_header Host $http_host;
  proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
  location /sync/ { proxy_pass http://127.0.0.1:${sync}; }
  location / { proxy_pass http://127.0.0.1:${web}; }
}`
  return { kind: 'nginx', text }
}

/** The same, told of them. */
function upgradingNginx(place: Place): ProxyConfig {
  const { kind, text } = plainNginx(place)
  const told = 'proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; '
  const kept = 'proxy_set_header Host $http_host; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; '
  return { kind, text: text.replace('location /sync/ { ', `location /sync/ { ${told}${kept}`) }
}

/** From opening a document to "stored" behind what was typed, in ms. */
async function typeAtOnce(person: Person, documentId: string, text: string): Promise<number> {
  const startedAt = Date.now()
  const page = await openDocument(person, documentId)
  await page.locator('.ProseMirror').click()
  await page.keyboard.press('ControlOrMeta+End')
  await page.keyboard.type(text)
  await expect(page.getByTestId('status-pill')).toHaveAttribute('data-status', 'stored')
  return Date.now() - startedAt
}

test('T3 behind an nginx without Upgrade typing works within 3 s, two ways, and the page says how it is connected', async ({
  putBehind,
  person,
}) => {
  await putBehind(upgradingNginx)
  const [ana, ben] = [await person('Ana'), await person('Ben')]
  const id = await createDocument(ana, 'Behind nginx')
  await share(ana, id, ben, 'editor')
  const usualMs = await typeAtOnce(ana, id, 'With. ')
  await expect(ana.page.getByTestId('status-pill')).not.toContainText('connected by')
  await putBehind(plainNginx)
  expect((await typeAtOnce(ana, id, 'Without. ')) - usualMs).toBeLessThan(3_000)
  await expect(ana.page.getByTestId('status-pill')).toContainText('connected by Server-Sent Events')
  await typeAtOnce(ben, id, 'Both.')
  await expect.poll(() => shownText(ana.page)).toBe('With. Without. Both.')
})
