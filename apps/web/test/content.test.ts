import { appendUpdates } from '@duplex/db'
import { seedFromMarkdown } from '@duplex/editor'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestWeb, type TestPerson, type TestWeb } from './test-web.ts'

let web: TestWeb
let ada: TestPerson
beforeAll(async () => {
  web = await startTestWeb()
  ada = await web.createPerson('Ada')
})
afterAll(() => web.stop())

const markdown = '# Journey\n\nTo the **sea** & back.\n\n- one\n- two\n'

function importText(body: string, query = '', type = 'text/markdown; charset=utf-8') {
  return web.call('POST', `/api/v1/documents/import${query}`, {
    as: ada.token,
    body,
    headers: { 'Content-Type': type },
  })
}

function importFile(bytes: BlobPart, name: string) {
  const form = new FormData()
  form.set('file', new File([bytes], name))
  return web.call('POST', '/api/v1/documents/import', { as: ada.token, body: form })
}

const read = (id: string, format: string, headers: Record<string, string> = {}) =>
  web.call('GET', `/api/v1/documents/${id}/content?format=${format}`, { as: ada.token, headers })

describe('an import', () => {
  test('makes one document with one row in its log', async () => {
    const { status, body } = await importText(markdown)
    expect(status).toBe(201)
    expect(body).toMatchObject({ title: 'Journey', role: 'owner' })
    const rows = await web.prisma.documentUpdate.findMany({ where: { documentId: body.id } })
    expect(rows).toEqual([expect.objectContaining({ seq: 1, authorIds: [ada.id] })])
  })

  test('comes out as it went in', async () => {
    const { body } = await importText(markdown)
    expect((await read(body.id, 'markdown')).text.trim()).toBe(markdown.trim())
  })

  test.each([
    ['the first heading', '# Found\n\ntext', '', 'Found'],
    ['what the caller says', '# Found', '?title=Given', 'Given'],
    ['nothing to be found', '', '', 'Untitled'],
  ])('is titled by %s', async (_, text, query, title) => {
    expect((await importText(text, query)).body.title).toBe(title)
  })

  test('takes a file, and its name where nothing inside is a title', async () => {
    expect((await importFile(markdown, 'notes.md')).body.title).toBe('Journey')
    expect((await importFile('', 'notes.md')).body.title).toBe('notes')
  })

  test('refuses bytes that are no text', async () => {
    for (const bytes of [new Uint8Array([0xff, 0xfe, 0x00]), new Uint8Array([0x41, 0x00, 0x42])]) {
      const answer = await importFile(bytes, 'image.png')
      expect(answer.body).toMatchObject({ status: 422, code: 'invalid-request', errors: [{ path: 'file' }] })
    }
  })

  test('refuses a form with anything else in it', async () => {
    const form = new FormData()
    form.set('file', new File(['x'], 'x.md'))
    form.set('ownerId', 'somebody')
    const answer = await web.call('POST', '/api/v1/documents/import', { as: ada.token, body: form })
    expect(answer.status).toBe(422)
    const empty = await web.call('POST', '/api/v1/documents/import', { as: ada.token, body: new FormData() })
    expect(empty.status).toBe(422)
  })

  test('lets no script through, by whatever way it is written', async () => {
    const hostile = '<script>alert(1)</script>\n\n[x](javascript:alert(1))\n\n<img src=x onerror=alert(1)>'
    const { body } = await importText(hostile, '?title=Hostile')
    const { text } = await read(body.id, 'html')
    expect(text).not.toMatch(/<script|<img|href="javascript/i)
  })
})

describe('content', () => {
  test('comes in four formats, each with the seq that it reflects', async () => {
    const { body } = await importText(markdown)
    const html = await read(body.id, 'html')
    expect(html.text).toBe(
      '<h1>Journey</h1><p>To the <strong>sea</strong> &amp; back.</p><ul><li><p>one</p></li><li><p>two</p></li></ul>',
    )
    expect(html.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(html.headers.get('content-security-policy')).toContain('sandbox')
    const text = await read(body.id, 'text')
    expect(text.text).toBe('Journey\nTo the sea & back.\none\ntwo')
    const json = await read(body.id, 'json')
    expect(json.body).toMatchObject({ type: 'doc', content: [{ type: 'heading' }, {}, {}] })
    for (const { headers } of [html, text, json]) expect(headers.get('x-document-seq')).toBe('1')
  })

  test('of an empty document is empty, at seq 0', async () => {
    const { body } = await web.call('POST', '/api/v1/documents', { as: ada.token, body: {} })
    const answer = await read(body.id, 'text')
    expect(answer.status).toBe(200)
    expect(answer.text).toBe('')
    expect(answer.headers.get('x-document-seq')).toBe('0')
  })

  test('is not sent again to somebody who has it, and is once there is more', async () => {
    const { body } = await importText(markdown)
    const tag = (await read(body.id, 'text')).headers.get('etag') ?? ''
    for (const known of [tag, `W/${tag}`, `"other", ${tag}`]) {
      const again = await read(body.id, 'text', { 'If-None-Match': known })
      expect(again.status).toBe(304)
      expect(again.text).toBe('')
      expect(again.headers.get('etag')).toBe(tag)
    }
    expect((await read(body.id, 'html', { 'If-None-Match': tag })).status).toBe(200)
    const bytes = seedFromMarkdown('More.')
    await appendUpdates(web.prisma, [{ documentId: body.id, bytes, authorIds: [ada.id] }])
    const more = await read(body.id, 'text', { 'If-None-Match': tag })
    expect(more.status).toBe(200)
    expect(more.text).toContain('More.')
    expect(more.headers.get('x-document-seq')).toBe('2')
  })

  test('that was stored a moment ago is in the next answer', async () => {
    const { body } = await importText('')
    for (let i = 1; i <= 5; i++) {
      const bytes = seedFromMarkdown(`line ${i}`)
      await appendUpdates(web.prisma, [{ documentId: body.id, bytes, authorIds: [ada.id] }])
      expect((await read(body.id, 'text')).text).toContain(`line ${i}`)
    }
  })
})
