import { SignJWT, UnsecuredJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import { readTicket, signTicket, type Ticket, toTicketKey } from './ticket.ts'

const key = toTicketKey('a secret of thirty-two bytes or more')
const now = 1_790_000_000_000
const ticket: Omit<Ticket, 'expiresAt'> = {
  id: 'once',
  userId: '0198c0de-0000-7000-8000-00000000000a',
  sessionId: '0198c0de-0000-7000-8000-00000000000b',
  documentId: '0198c0de-0000-7000-8000-00000000000c',
  role: 'editor',
  accessVersion: 4,
  schemaVersion: 1,
  userName: 'Ada',
}
const claims = {
  jti: ticket.id,
  sub: ticket.userId,
  sid: ticket.sessionId,
  doc: ticket.documentId,
  role: ticket.role,
  ver: ticket.accessVersion,
  schema: ticket.schemaVersion,
  name: ticket.userName,
  aud: 'duplex-sync',
  exp: now / 1000 + 60,
}

const sign = (payload: Record<string, unknown>, alg = 'HS256', secret = key) =>
  new SignJWT(payload).setProtectedHeader({ alg }).sign(secret)

describe('a ticket', () => {
  test('W1 says after the journey what it said before', async () => {
    expect(await readTicket(await signTicket(ticket, key, now), key, now)).toEqual({
      ...ticket,
      expiresAt: now / 1000 + 60,
    })
  })

  test('W1 fits into a subprotocol: only characters of an HTTP token', async () => {
    expect(await signTicket({ ...ticket, userName: 'Ada "λ" 🖋, x' }, key, now)).toMatch(/^[\w.-]+$/)
  })

  test('W1 lives for 60 seconds', async () => {
    const jwt = await signTicket(ticket, key, now)
    expect(await readTicket(jwt, key, now + 59_000)).toBeDefined()
    expect(await readTicket(jwt, key, now + 60_000)).toBeUndefined()
  })

  test('W1 is nothing under another key', async () => {
    const jwt = await signTicket(ticket, key, now)
    expect(await readTicket(jwt, toTicketKey('another secret of thirty-two bytes'), now)).toBeUndefined()
  })

  test('W1 is nothing once a character was changed', async () => {
    const jwt = await signTicket(ticket, key, now)
    const [header, payload, signature] = jwt.split('.') as [string, string, string]
    const promoted = Buffer.from(JSON.stringify({ ...claims, role: 'owner' })).toString('base64url')
    expect(await readTicket([header, promoted, signature].join('.'), key, now)).toBeUndefined()
    const other = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`
    expect(await readTicket([header, payload, other].join('.'), key, now)).toBeUndefined()
    expect(await readTicket([header, payload, ''].join('.'), key, now)).toBeUndefined()
  })

  test('W1 cannot choose its own algorithm', async () => {
    expect(await readTicket(new UnsecuredJWT(claims).encode(), key, now)).toBeUndefined()
    expect(
      await readTicket(await sign(claims, 'HS512', new Uint8Array(64).fill(1)), new Uint8Array(64).fill(1), now),
    ).toBeUndefined()
    expect(await readTicket(await sign(claims), key, now)).toBeDefined()
  })

  test.each([
    ['another audience', { aud: 'duplex-web' }],
    ['no audience', { aud: undefined }],
    ['no end', { exp: undefined }],
    ['an unknown role', { role: 'admin' }],
    ['a user that is no uuid', { sub: '1 OR 1=1' }],
    ['no document', { doc: undefined }],
    ['an object for a document', { doc: { not: '' } }],
    ['no id, so that it could be used twice', { jti: undefined }],
    ['an empty id', { jti: '' }],
    ['a negative access version', { ver: -1 }],
    ['a schema version in words', { schema: 'newest' }],
  ])('W1 is nothing with %s', async (_, change) => {
    expect(await readTicket(await sign({ ...claims, ...change }), key, now)).toBeUndefined()
  })

  test.each(['', 'x', 'a.b', 'a.b.c', '..', `${'a'.repeat(100_000)}.b.c`])(
    'W1 is not in the text %.20s',
    async (text) => {
      expect(await readTicket(text, key, now)).toBeUndefined()
    },
  )

  test('W1 needs a key that is long enough', () => {
    expect(() => toTicketKey('too short')).toThrow(RangeError)
  })
})
