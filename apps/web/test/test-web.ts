import { createTestDatabase } from '@duplex/db/testing'
import { pino } from 'pino'
import { z } from 'zod'
import { readConfig } from '../src/server/config/config.ts'
import { type Container, createContainer, type Seams } from '../src/server/container.ts'

export type Call = {
  /** A bearer token. */
  as?: string
  body?: unknown
  headers?: Record<string, string>
}
// biome-ignore lint/suspicious/noExplicitAny: what an answer holds is what the tests are about.
export type Answer = { status: number; headers: Headers; body: any; text: string }

export type TestPerson = { id: string; name: string; email: string; password: string; token: string }

/** The whole web server on a database of its own, called without a network. */
export type TestWeb = Container & {
  databaseUrl: string
  call(method: string, path: string, call?: Call): Promise<Answer>
  /** Makes an account; the first one sets the installation up. */
  createPerson(name: string): Promise<TestPerson>
  stop(): Promise<void>
}

export const origin = 'http://localhost:3000'
export const ticketSecret = 'ticket-secret-of-the-tests-0123456789'
const password = 'correct horse battery staple'

const signedInSchema = z.object({ token: z.string(), user: z.object({ id: z.string() }) })

/**
 * Starts a web server as `environment` says; limits on the rate of requests are off unless it asks for them. What it
 * does to slow callers down is handed to `pause` instead of waited for.
 */
export async function startTestWeb(
  environment: Record<string, string> = {},
  pause: (ms: number) => void = () => undefined,
  events: Seams['events'] = {},
  more: Partial<Pick<Seams, 'streams' | 'shutdown'>> = {},
): Promise<TestWeb> {
  const database = await createTestDatabase()
  const config = readConfig({
    DATABASE_URL: database.url,
    AUTH_SECRET: 'auth-secret-of-the-tests-0123456789',
    TICKET_SECRET: ticketSecret,
    RATE_LIMITS: 'off',
    ...environment,
  })
  const errors: string[] = []
  const logger = pino({ level: 'error' }, { write: (line) => errors.push(line) })
  const container = await createContainer(config, { logger, pause: async (ms) => pause(ms), events, ...more })
  const call = async (method: string, path: string, { as, body, headers }: Call = {}) => {
    const isJson = body !== undefined && !(body instanceof FormData) && typeof body !== 'string'
    const response = await container.api.request(`${origin}${path}`, {
      method,
      headers: {
        ...(as === undefined ? {} : { Authorization: `Bearer ${as}` }),
        ...(isJson ? { 'Content-Type': 'application/json' } : {}),
        ...headers,
      },
      body: isJson ? JSON.stringify(body) : (body as string | FormData | undefined),
    })
    const answer = await readAnswer(response)
    // No test asks for a bug: this one tells what the server logged instead of failing on a status.
    if (answer.body?.code === 'internal') throw new Error(`${method} ${path} failed: ${errors.at(-1)}`)
    return answer
  }
  let people = 0
  return {
    ...container,
    databaseUrl: database.url,
    call,
    createPerson: async (name) => {
      const path = people++ === 0 ? '/api/v1/setup' : '/api/auth/sign-up/email'
      const email = `${name.toLowerCase()}@example.org`
      const { body, status } = await call('POST', path, { body: { name, email, password, session: 'token' } })
      if (status >= 300) throw new Error(`${path} answered ${status}`)
      const { token, user } = signedInSchema.parse(body)
      return { id: user.id, name, email, password, token }
    },
    stop: async () => {
      await container.close()
      await database.drop()
    },
  }
}

export async function readAnswer(response: Response): Promise<Answer> {
  const type = response.headers.get('content-type') ?? ''
  // It would never end.
  const isStream = type.startsWith('text/event-stream')
  if (isStream) await response.body?.cancel()
  const text = isStream ? '' : await response.text()
  const isJson = /json/.test(type)
  return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : undefined }
}
