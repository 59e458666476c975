import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { problemTable } from '../src/server/api/problem.ts'
import { startTestWeb, type TestWeb } from './test-web.ts'

type Operation = {
  operationId: string
  summary?: string
  security?: unknown[]
  parameters?: { name: string; in: string }[]
  responses: Record<string, { description: string; content?: Record<string, unknown> }>
}

let web: TestWeb
beforeAll(async () => {
  web = await startTestWeb()
})
afterAll(() => web.stop())

async function readOperations(): Promise<{ path: string; operation: Operation }[]> {
  const { body } = await web.call('GET', '/api/v1/openapi.json')
  return Object.entries(body.paths as Record<string, Record<string, Operation>>).flatMap(([path, item]) =>
    Object.values(item).map((operation) => ({ path, operation })),
  )
}

describe('the OpenAPI document', () => {
  test('is valid OpenAPI 3.1', async () => {
    const { body } = await web.call('GET', '/api/v1/openapi.json')
    expect(body.openapi).toBe('3.1.0')
    const result = await new Validator().validate(body)
    expect(result.errors).toBeUndefined()
    expect(result.valid).toBe(true)
  })

  test('describes every parameter that a path names, and every operation in words', async () => {
    for (const { path, operation } of await readOperations()) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1])
      const described = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path')
      expect(described.map(({ name }) => name)).toEqual(named)
      expect(operation.summary, path).toBeTruthy()
    }
  })

  test('says of every operation behind a session that it can answer 401', async () => {
    for (const { path, operation } of await readOperations()) {
      const isOpen = operation.security !== undefined
      if (!isOpen) expect(Object.keys(operation.responses), path).toContain('401')
    }
  })
})

describe('the documentation', () => {
  test('shows every operation and every problem, without any script', async () => {
    const { text, headers } = await web.call('GET', '/api/docs')
    for (const { operation } of await readOperations()) expect(text).toContain(`id="${operation.operationId}"`)
    for (const code of Object.keys(problemTable)) expect(text).toContain(`id="problem-${code}"`)
    expect(text).not.toContain('<script')
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'; style-src 'self'/)
    expect(headers.get('content-type')).toMatch(/^text\/html/)
  })

  test('has its stylesheet', async () => {
    const { status, headers } = await web.call('GET', '/api/docs/style.css')
    expect(status).toBe(200)
    expect(headers.get('content-type')).toMatch(/^text\/css/)
  })
})
