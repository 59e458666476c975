import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfig } from '../src/server/config/config.ts'
import { createContainer } from '../src/server/container.ts'
import { createCast, createSharedDocument } from './test-documents.ts'
import { origin, startTestWeb, type TestWeb, ticketSecret } from './test-web.ts'

let web: TestWeb
beforeAll(async () => {
  web = await startTestWeb()
})
afterAll(() => web.stop())

/** The same installation once more, and what it says of itself. */
async function startLogged(more: Record<string, string> = {}) {
  const lines: string[] = []
  const config = readConfig({
    DATABASE_URL: web.databaseUrl,
    AUTH_SECRET: 'auth-secret-of-the-tests-0123456789',
    TICKET_SECRET: ticketSecret,
    ...more,
  })
  const logged = await createContainer(config, { logger: pino({}, { write: (line) => lines.push(line) }) })
  return { logged, lines }
}

test('a line about a request names it, the person and the document, and holds no secret', async () => {
  const cast = await createCast(web)
  const id = await createSharedDocument(web, cast)
  const { logged, lines } = await startLogged()
  const { token } = cast.editor
  const answer = await logged.api.request(`${origin}/api/v1/documents/${id}/content?format=text`, {
    headers: { Authorization: `Bearer ${token}` },
  })
  expect(answer.status).toBe(200)
  const [line = '{}'] = lines
  expect(JSON.parse(line)).toMatchObject({
    requestId: answer.headers.get('x-request-id'),
    userId: cast.editor.id,
    documentId: id,
    status: 200,
  })
  expect(line).not.toContain(token)
  await logged.close()
})

test('of spans that pages bring all the time there is a line only where they are refused', async () => {
  const { token } = await web.createPerson('Zoe')
  const { logged, lines } = await startLogged({ OTEL_EXPORTER_OTLP_ENDPOINT: origin, OTEL_TRACES_SAMPLER_ARG: '0' })
  const to = Date.now()
  const ids = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) }
  const report = async (spans: unknown[]) => {
    const answer = await logged.api.request(`${origin}/api/v1/traces`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', Origin: origin },
      body: JSON.stringify({ spans }),
    })
    return [answer.status, lines.filter((line) => line.includes('/api/v1/traces')).length]
  }
  // Of another hour: it is let in, and there is nothing to send on.
  const span = { name: 'edit', kind: 'producer', from: 0, to, isFailed: false, facts: {}, ...ids }
  expect(await report([span])).toEqual([202, 0])
  expect(await report([])).toEqual([422, 1])
  await logged.close()
})
