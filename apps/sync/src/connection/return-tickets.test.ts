import { limits, type Notice } from '@duplex/protocol'
import { readTicket, toTicketKey } from '@duplex/protocol/server'
import { describe, expect, it } from 'vitest'
import { createManualClock } from '../../test/support/manual-clock.ts'
import { until } from '../../test/support/until.ts'
import { createReturnTickets } from './return-tickets.ts'

const ticketKey = toTicketKey('a secret of thirty-two bytes or more')

function scene() {
  const clock = createManualClock()
  const failures: unknown[] = []
  const given: Extract<Notice, { kind: 'return' }>[] = []
  const passport = {
    id: 'the first one',
    userId: '0198c0de-0000-7000-8000-00000000000a',
    sessionId: '0198c0de-0000-7000-8000-00000000000b',
    documentId: '0198c0de-0000-7000-8000-00000000000c',
    role: 'viewer' as const,
    accessVersion: 4,
    schemaVersion: 3,
    userName: 'Ada',
    expiresAt: 0,
  }
  const returning = {
    passport,
    seenAccessVersion: passport.accessVersion,
    returnGivenAt: undefined,
    tell: (notice: Notice) => notice.kind === 'return' && given.push(notice),
  }
  const renew = createReturnTickets({ clock, ticketKey, onFailed: (error) => failures.push(error) })
  return { clock, passport, returning, given, failures, renew: () => renew(returning) }
}

describe('W8 tickets for the way back', () => {
  it('W8 say what the ticket said with which their holder came, under an id of their own, for 300 s', async () => {
    const { clock, passport, given, renew } = scene()
    renew()
    const { ticket, lifeMs } = await until('it is given', () => given[0])
    const read = (ms: number) => readTicket(ticket, ticketKey, clock.now() + ms)
    const found = await read(lifeMs - 1_000)
    expect(found).toMatchObject({
      ...passport,
      id: expect.not.stringMatching(passport.id),
      expiresAt: expect.any(Number),
    })
    expect(await read(lifeMs)).toBeUndefined()
  })

  it('W8 are given once in 120 s, however often that is asked', async () => {
    const { clock, given, failures, renew } = scene()
    renew()
    clock.advance(limits.returnRenewMs - 1)
    renew()
    await until('the first is given', () => given.length === 1)
    clock.advance(1)
    renew()
    await until('the second is given', () => given.length === 2)
    expect([new Set(given.map(({ ticket }) => ticket)).size, failures]).toEqual([2, []])
  })

  it('W8 are given to nobody after a change of access: they would be good for nothing', async () => {
    const { returning, given, renew } = scene()
    const changed = { ...returning, seenAccessVersion: returning.passport.accessVersion + 1 }
    createReturnTickets({ clock: createManualClock(), ticketKey, onFailed: () => undefined })(changed)
    renew()
    await until('the other one is given', () => given.length > 0)
    expect([given.length, changed.returnGivenAt]).toEqual([1, undefined])
  })
})
