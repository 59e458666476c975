import { type ClientProgram, ClientRun } from './client-run.ts'
import { expect, test } from './fixtures.ts'
import { createDocument, type Person } from './people.ts'

/** What an edge of the network makes of a connection, without a word to either side. */
type Gate = { cut(): void; mend(): void }

async function write(person: Person, id: string, text: string): Promise<void> {
  const headers = { ...person.headers, 'content-type': 'text/plain' }
  const answer = await person.request.post(`/api/v1/documents/${id}/stream`, { data: text, headers })
  expect(answer.status(), await answer.text()).toBe(200)
}

function flicker(gate: Gate): void {
  gate.cut()
  gate.mend()
}

/** Tests of one of docs/clients against the product. */
export function describeClient(name: string, program: ClientProgram): void {
  test(`${name} lists and reads, and says why it may not`, async ({ person, url }) => {
    const ana = await person('Ana')
    const id = await createDocument(ana, 'A letter')
    await write(ana, id, 'Dear Ben')
    const run = async (who: Person, ...words: string[]) => {
      const client = new ClientRun(program, url, who, ...words)
      return { code: await client.ended(), client }
    }
    const listed = await run(ana, 'list')
    expect([listed.code, listed.client.errors]).toEqual([0, ''])
    expect(listed.client.output).toContain(id)
    expect(listed.client.output).toContain('A letter')
    const read = await run(ana, 'read', id)
    expect([read.code, read.client.output.trim()]).toEqual([0, 'Dear Ben'])
    const impostor = await run({ ...ana, password: 'a guess' }, 'list')
    expect(impostor.code).toBe(1)
    expect(impostor.client.errors).toContain('wrong-credentials')
    const stranger = await run(await person('Eve'), 'read', id)
    expect(stranger.code).toBe(1)
    expect(stranger.client.errors).toContain('not-found')
  })

  test(`${name} misses no event over a connection that broke, and ends with its session`, async ({
    person,
    url,
    stack,
  }) => {
    const ana = await person('Ana')
    await createDocument(ana, 'Before')
    const client = new ClientRun(program, url, ana, 'events', '0')
    try {
      await expect.poll(() => client.output).toContain('created')
      flicker(stack.webGate)
      const id = await createDocument(ana, 'While it was away')
      await expect.poll(() => client.output, { timeout: 20_000 }).toContain(id)
      const later = await createDocument(ana, 'When it was back')
      await expect.poll(() => client.output).toContain(later)
      expect(client.output.split(id)).toHaveLength(2)
      expect(client.exitCode, client.errors).toBeNull()
      await ana.request.delete('/api/v1/me/sessions', { headers: ana.headers })
      expect(await client.ended()).toBe(1)
    } finally {
      await client.stop()
    }
  })

  test(`${name} follows a document over a connection that broke, until it may no longer`, async ({
    person,
    url,
    stack,
  }) => {
    const ana = await person('Ana')
    const id = await createDocument(ana, 'A diary')
    await write(ana, id, 'Monday. ')
    const client = new ClientRun(program, url, ana, 'follow', id)
    try {
      await expect.poll(() => client.output).toContain('Monday.')
      for (const gate of [stack.webGate, stack.syncGate]) flicker(gate)
      await write(ana, id, 'Tuesday. ')
      await expect.poll(() => client.output, { timeout: 20_000 }).toContain('Tuesday.')
      expect(client.exitCode, client.errors).toBeNull()
      await ana.request.delete(`/api/v1/documents/${id}`, { headers: ana.headers })
      await ana.request.delete(`/api/v1/documents/${id}/permanent`, { headers: ana.headers })
      expect(await client.ended()).toBe(1)
    } finally {
      await client.stop()
    }
  })
}
