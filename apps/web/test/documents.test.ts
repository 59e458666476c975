import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectChange, type HeardChanges, listenToChanges } from './test-changes.ts'
import { startTestWeb, type TestPerson, type TestWeb } from './test-web.ts'

let web: TestWeb
let ada: TestPerson
let bob: TestPerson
let heard: HeardChanges
beforeAll(async () => {
  web = await startTestWeb()
  ada = await web.createPerson('Ada')
  bob = await web.createPerson('Bob')
  heard = await listenToChanges(web.databaseUrl)
})
afterAll(async () => {
  await heard.close()
  await web.stop()
})

async function create(title: string, as = ada.token): Promise<string> {
  const { body } = await web.call('POST', '/api/v1/documents', { as, body: { title } })
  return body.id
}

describe('a document', () => {
  test('is created with its owner, its place and its version', async () => {
    const answer = await web.call('POST', '/api/v1/documents', { as: ada.token, body: { title: '  Plan  ' } })
    expect(answer.status).toBe(201)
    expect(answer.body).toMatchObject({ title: 'Plan', role: 'owner', version: 1, trashedAt: null })
    expect(answer.body.owner).toEqual({ id: ada.id, name: 'Ada' })
    expect(answer.headers.get('location')).toBe(`/api/v1/documents/${answer.body.id}`)
    expect(answer.headers.get('etag')).toBe('"1"')
    const read = await web.call('GET', answer.headers.get('location') ?? '', { as: ada.token })
    expect(read.body).toEqual(answer.body)
  })

  test('gives out exactly the fields that its presenter lists', async () => {
    const { body } = await web.call('GET', `/api/v1/documents/${await create('Fields')}`, { as: ada.token })
    const fields = 'createdAt id owner permissions role title trashedAt updatedAt version'
    expect(Object.keys(body).sort().join(' ')).toBe(fields)
  })

  test('cannot be given fields that are not for callers', async () => {
    const id = await create('Mine')
    for (const field of ['id', 'version', 'accessVersion', 'lastSeq', 'ownerId', 'members', 'trashedAt', '__proto__']) {
      const body = `{"title":"x",${JSON.stringify(field)}:1}`
      const headers = { 'Content-Type': 'application/json' }
      for (const [method, path] of [
        ['POST', '/api/v1/documents'],
        ['PATCH', `/api/v1/documents/${id}`],
      ] as const) {
        const answer = await web.call(method, path, { as: ada.token, body, headers })
        // JSON.parse makes `__proto__` a field like any other; nothing of it may reach the row.
        expect(answer.status, `${method} ${field}`).toBe(422)
      }
    }
  })

  test('is renamed, counts its version, and tells open pages', async () => {
    const id = await create('Before')
    const answer = await web.call('PATCH', `/api/v1/documents/${id}`, { as: ada.token, body: { title: 'After' } })
    expect(answer.body).toMatchObject({ title: 'After', version: 2 })
    await expectChange(heard, { kind: 'title', documentId: id, title: 'After' })
  })

  test('is not renamed over a change that the caller has not seen', async () => {
    const id = await create('One')
    const patch = (title: string, tag: string) =>
      web.call('PATCH', `/api/v1/documents/${id}`, { as: ada.token, body: { title }, headers: { 'If-Match': tag } })
    expect((await patch('Two', '"1"')).headers.get('etag')).toBe('"2"')
    for (const stale of ['"1"', 'W/"2"', '"2", "1"', 'nonsense']) {
      const answer = await patch('Three', stale)
      expect(answer.body).toMatchObject({ status: 412, code: 'version-mismatch' })
    }
    expect((await patch('Three', '*')).status).toBe(200)
    expect((await patch('Four', '"3"')).body.title).toBe('Four')
  })

  test('takes one of two renames made from the same version', async () => {
    const id = await create('Contested')
    const answers = await Promise.all(
      ['Left', 'Right'].map((title) =>
        web.call('PATCH', `/api/v1/documents/${id}`, {
          as: ada.token,
          body: { title },
          headers: { 'If-Match': '"1"' },
        }),
      ),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412])
  })

  test('goes to the trash, comes back, and can be destroyed only from there', async () => {
    const id = await create('Cycle')
    const path = `/api/v1/documents/${id}`
    expect((await web.call('DELETE', `${path}/permanent`, { as: ada.token })).body.code).toBe('not-in-trash')
    const stale = await web.call('DELETE', path, { as: ada.token, headers: { 'If-Match': '"9"' } })
    expect(stale.body.code).toBe('version-mismatch')
    expect((await web.call('DELETE', path, { as: ada.token })).status).toBe(204)
    expect((await web.call('DELETE', path, { as: ada.token })).status).toBe(204)
    await expectChange(heard, { kind: 'document', documentId: id, state: 'trashed' })
    expect(heard.changes.filter((change) => 'documentId' in change && change.documentId === id)).toHaveLength(1)
    expect((await web.call('PATCH', path, { as: ada.token, body: { title: 'x' } })).body.code).toBe('in-trash')

    const restored = await web.call('POST', `${path}/restore`, { as: ada.token })
    expect(restored.body).toMatchObject({ trashedAt: null, version: 3 })
    await expectChange(heard, { kind: 'document', documentId: id, state: 'restored' })

    await web.call('DELETE', path, { as: ada.token })
    expect((await web.call('DELETE', `${path}/permanent`, { as: ada.token })).status).toBe(204)
    await expectChange(heard, { kind: 'document', documentId: id, state: 'deleted' })
    expect((await web.call('GET', path, { as: ada.token })).status).toBe(404)
    expect(await web.prisma.member.count({ where: { documentId: id } })).toBe(0)
  })
})

describe('the list', () => {
  test('holds what one is a member of, and nothing else', async () => {
    const own = await create('Own', bob.token)
    const foreign = await create('Foreign')
    const shared = await create('Shared')
    await web.call('POST', `/api/v1/documents/${shared}/members`, {
      as: ada.token,
      body: { email: bob.email, role: 'viewer' },
    })
    const { body } = await web.call('GET', '/api/v1/documents', { as: bob.token })
    const ids = body.items.map((item: { id: string }) => item.id)
    expect(ids).toContain(own)
    expect(ids).toContain(shared)
    expect(ids).not.toContain(foreign)

    await web.call('DELETE', `/api/v1/documents/${shared}`, { as: ada.token })
    const trash = async (as: string) => (await web.call('GET', '/api/v1/documents?trashed=true', { as })).body.items
    expect(await trash(bob.token)).toEqual([])
    expect(await trash(ada.token)).toEqual([expect.objectContaining({ id: shared })])
  })

  test('comes in pages that lose and repeat nothing, newest change first', async () => {
    const carol = await web.createPerson('Carol')
    const updatedAt = new Date()
    // Some at the same millisecond: the id decides then.
    for (let i = 0; i < 7; i++) {
      const time = new Date(updatedAt.getTime() - (i < 4 ? 0 : i * 1_000))
      await web.prisma.document.create({
        data: {
          id: uuidv7(),
          title: `Page ${i}`,
          updatedAt: time,
          members: { create: { userId: carol.id, role: 'owner' } },
        },
      })
    }
    const seen: { id: string; updatedAt: string }[] = []
    let cursor: string | null = null
    do {
      const query: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
      const { body } = await web.call('GET', `/api/v1/documents?limit=3${query}`, { as: carol.token })
      expect(body.items.length).toBeLessThanOrEqual(3)
      seen.push(...body.items)
      cursor = body.nextCursor
    } while (cursor !== null)
    expect(new Set(seen.map(({ id }) => id)).size).toBe(7)
    expect(seen).toHaveLength(7)
    const times = seen.map((item) => item.updatedAt)
    expect(times).toEqual([...times].sort().reverse())
  })

  test.each([
    ['in any case', 'BUDGET', ['Annual budget']],
    ['as it is written, percent and underscore included', '100%', ['100% certain']],
    ['with an underscore', 'a_b', ['a_b']],
    ['with a backslash', 'c\\d', ['c\\d']],
    ['in any script', '文档', ['我的文档']],
    ['and finds nothing for what is in no title', 'zzz', []],
  ])('finds titles %s', async (_, search, expected) => {
    const dora = await web.createPerson(`Dora${uuidv7()}`)
    for (const title of ['Annual budget', '100% certain', '1000 certain', 'a_b', 'aXb', 'c\\d', '我的文档']) {
      await create(title, dora.token)
    }
    const { body } = await web.call('GET', `/api/v1/documents?search=${encodeURIComponent(search)}`, { as: dora.token })
    expect(body.items.map((item: { title: string }) => item.title)).toEqual(expected)
  })
})
