import { describe, expect, test } from 'vitest'
import { ticketLifeSeconds } from '../limits.ts'
import { schemaVersion } from '../schema-version.ts'
import { readProbeTicket, signProbeTicket } from './probe-ticket.ts'
import { readTicket, signTicket, toTicketKey } from './ticket.ts'

const key = toTicketKey('a secret of at least thirty-two bytes')
const now = 1_790_000_000_000
const userId = '0198c0de-0000-7000-8000-000000000001'

describe('D1 the ticket of a probe', () => {
  test('D1 says who asks, for as long as any ticket', async () => {
    const jwt = await signProbeTicket({ id: 'one', userId }, key, now)
    const expiresAt = now / 1000 + ticketLifeSeconds
    expect(await readProbeTicket(jwt, key, now)).toEqual({ id: 'one', userId, expiresAt })
    expect(await readProbeTicket(jwt, key, now + ticketLifeSeconds * 1000)).toBeUndefined()
    expect(await readProbeTicket(jwt, toTicketKey('another secret, of thirty-two bytes'), now)).toBeUndefined()
  })

  test('D1 opens no document, and the ticket of a document opens no probe', async () => {
    const probe = await signProbeTicket({ id: 'one', userId }, key, now)
    expect(await readTicket(probe, key, now)).toBeUndefined()
    const claims = { id: 'two', userId, sessionId: userId, documentId: userId, role: 'owner', userName: 'Ada' } as const
    const ticket = await signTicket({ ...claims, accessVersion: 1, schemaVersion }, key, now)
    expect(await readTicket(ticket, key, now)).toBeDefined()
    expect(await readProbeTicket(ticket, key, now)).toBeUndefined()
  })
})
