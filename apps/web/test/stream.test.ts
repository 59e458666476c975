import { describe, expect, test } from 'vitest'
import { setStreamStage } from './stream-stage.ts'
import { type Cast, createSession } from './test-documents.ts'
import type { Sending } from './test-stream.ts'
import type { Answer } from './test-web.ts'

const streams = { maxStreamsPerUser: 2, progressMs: 1 }

const stage = setStreamStage({ streams })
const { stream, readAs, contentOf } = stage
const markdown = { headers: { 'Content-Type': 'text/markdown; charset=UTF-8' } }
const lines = { headers: { Accept: 'application/x-ndjson' } }

describe('a stream into a document', () => {
  test('is seen by readers while it is sent, at a caret in the name of its sender', async () => {
    const reader = await readAs('viewer')
    const producer = stream(markdown)
    producer.send('# Head')
    await expect.poll(reader.text).toBe('Head')
    producer.send('ing\n\nSome **bo')
    await expect.poll(reader.text).toBe('Heading\nSome **bo')
    await expect.poll(reader.carets).toEqual([{ name: 'Editor', isStream: true }])
    producer.send('ld** text')
    producer.end()
    const source = '# Heading\n\nSome **bold** text'
    expect(await producer.answer).toMatchObject({ status: 200, json: { storedBytes: source.length } })
    expect(await contentOf('markdown')).toBe(source)
    await expect.poll(reader.carets).toEqual([])
  })

  test('says at its end how much is stored, and it is', async () => {
    const producer = stream()
    const text = `${'Zeile für Zeile 🚲\n'.repeat(5_000)}end`
    const bytes = Buffer.from(text)
    for (let at = 0; at < bytes.length; at += 9_973) producer.send(bytes.subarray(at, at + 9_973))
    producer.end()
    expect((await producer.answer).json).toEqual({ storedBytes: bytes.length })
    expect(await contentOf()).toBe(text)
  })

  test('says on the way how much is stored, to whoever asks for it', async () => {
    const producer = stream(lines)
    producer.send('one ')
    await expect.poll(producer.text).toBe('{"storedBytes":4}\n')
    expect(await contentOf()).toBe('one ')
    producer.send('two')
    await expect.poll(producer.text).toBe('{"storedBytes":4}\n{"storedBytes":7}\n')
    producer.end()
    expect((await producer.answer).json).toEqual({ storedBytes: 7, done: true })
  })

  test('stays as far as it came, where the sender breaks off', async () => {
    const producer = stream()
    producer.send('what came ')
    await expect.poll(() => contentOf()).toBe('what came ')
    producer.send('before')
    producer.kill()
    await expect.poll(() => contentOf()).toMatch(/^what came (before)?$/)
    const other = stream()
    other.send('more')
    other.end()
    expect((await other.answer).json).toEqual({ storedBytes: 4 })
  })

  test('of no byte does nothing', async () => {
    const producer = stream()
    producer.end()
    expect((await producer.answer).json).toEqual({ storedBytes: 0 })
    expect(await stage.web.prisma.documentUpdate.count({ where: { documentId: stage.id } })).toBe(0)
  })

  test('does not mix with another one', async () => {
    const producers = [stream(), stream({ as: stage.cast.owner.token })]
    const parts = [...'abcdefghij\nklmnopqrst']
    for (const part of parts)
      for (const [i, producer] of producers.entries()) producer.send(i === 0 ? part : part.toUpperCase())
    for (const producer of producers) producer.end()
    await Promise.all(producers.map(({ answer }) => answer))
    const found = (await contentOf()).split('\n').sort()
    expect(found).toEqual(['abcdefghij', 'klmnopqrst', 'ABCDEFGHIJ', 'KLMNOPQRST'].sort())
  })
})

describe('a stream is refused', () => {
  test.each<[string, Sending, number, string]>([
    ['to a reader', { as: 'viewer' }, 403, 'forbidden'],
    ['to an outsider', { as: 'outsider' }, 404, 'not-found'],
    ['with a type that is no text', { headers: { 'Content-Type': 'application/json' } }, 415, 'unsupported-media-type'],
    [
      'in another charset',
      { headers: { 'Content-Type': 'text/plain; charset=latin1' } },
      415,
      'unsupported-media-type',
    ],
    ['compressed', { headers: { 'Content-Encoding': 'gzip' } }, 415, 'unsupported-media-type'],
    ['that is to be repeated', { headers: { 'Idempotency-Key': 'k' } }, 400, 'malformed-request'],
    ['of a known size that no document has', { headers: { 'Content-Length': `${21 * 2 ** 20}` } }, 413, 'too-large'],
  ])('%s, before any of it is read', async (_, { as = 'editor', headers }, status, code) => {
    const producer = stream({ as: stage.cast[as as keyof Cast].token, headers })
    expect(await producer.answer).toMatchObject({ status, json: { code } })
    expect(await contentOf()).toBe('')
  })

  test('to somebody who has enough of them, until one ends', async () => {
    const producers = [stream(lines), stream(lines)]
    for (const producer of producers) producer.send('x')
    for (const producer of producers) await expect.poll(producer.text).toMatch(/storedBytes/)
    expect(await stream().answer).toMatchObject({ status: 429, json: { code: 'too-many-requests' } })
    for (const producer of producers) producer.end()
    for (const producer of producers) await producer.answer
    const again = stream()
    again.end()
    expect((await again.answer).status).toBe(200)
  })
})

describe('a stream ends with what is stored', () => {
  const notText = [Buffer.from([0xff]), Buffer.from('a\0b'), Buffer.from('🚲').subarray(0, 3)]
  test.each(notText)('at bytes that are no text (%#)', async (bytes) => {
    const producer = stream()
    producer.send('text 🚲')
    await expect.poll(() => contentOf()).toBe('text 🚲')
    producer.send(bytes)
    producer.end()
    expect(await producer.answer).toMatchObject({ status: 422, json: { code: 'invalid-request', storedBytes: 9 } })
    expect(await contentOf()).toBe('text 🚲')
  })

  const demote = () => change('PUT', `/members/${stage.cast.editor.id}`, { role: 'viewer' })
  const remove = () => change('DELETE', `/members/${stage.cast.editor.id}`)
  const trash = () => change('DELETE', '')
  test.each<[string, 'editor' | 'owner', () => Promise<Answer>, number, string]>([
    ['when its sender may only read any more', 'editor', demote, 403, 'forbidden'],
    ['when its sender is removed', 'editor', remove, 404, 'not-found'],
    ['when the document goes to the trash, where it is its owner’s alone', 'editor', trash, 404, 'not-found'],
    ['when its owner puts it into the trash', 'owner', trash, 409, 'in-trash'],
  ])('%s, while the sender is still sending', async (_, as, revoke, status, code) => {
    const producer = stream({ as: stage.cast[as].token })
    producer.send('before')
    await expect.poll(() => contentOf()).toBe('before')
    expect((await revoke()).status).toBeLessThan(300)
    const detail = expect.stringContaining('The first 6 bytes of the body are stored.')
    expect(await producer.answer).toMatchObject({ status, json: { code, storedBytes: 6, detail } })
    producer.send(' and after')
    expect(await contentOf()).toBe('before')
  })

  test('when the session ends, and says so in the last line', async () => {
    const session = await createSession(stage.web, stage.cast.editor.id)
    const producer = stream({ as: session.token, ...lines })
    producer.send('before')
    await expect.poll(() => contentOf()).toBe('before')
    await stage.web.call('DELETE', `/api/v1/me/sessions/${session.id}`, { as: session.token })
    const { status, json } = await producer.answer
    expect(status).toBe(200)
    expect(json).toMatchObject({ storedBytes: 6, problem: { code: 'signed-out' } })
  })

  const change = (method: string, path: string, body?: object) =>
    stage.web.call(method, `/api/v1/documents/${stage.id}${path}`, { as: stage.cast.owner.token, body })
})
