import { pino } from 'pino'
import { expect, test } from 'vitest'
import { readConfig } from '../src/server/config/config.ts'
import { createContainer } from '../src/server/container.ts'
import { createCast, createSharedDocument } from './test-documents.ts'
import { origin, startTestWeb, ticketSecret } from './test-web.ts'

test('a line about a request names it, the person and the document, and holds no secret', async () => {
  const web = await startTestWeb()
  const cast = await createCast(web)
  const id = await createSharedDocument(web, cast)
  const lines: string[] = []
  const config = readConfig({
    DATABASE_URL: web.databaseUrl,
    AUTH_SECRET: 'auth-secret-of-the-tests-0123456789',
    TICKET_SECRET: ticketSecret,
  })
  const logged = await createContainer(config, { logger: pino({}, { write: (line) => lines.push(line) }) })
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
  await web.stop()
})
