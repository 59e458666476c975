import { readProbeTicket, readTicket, toTicketKey } from '@duplex/protocol/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { origin, startTestWeb, type TestPerson, type TestWeb, ticketSecret } from './test-web.ts'

let web: TestWeb
let ada: TestPerson
beforeAll(async () => {
  web = await startTestWeb({ RATE_LIMITS: 'on', PUBLIC_URL: origin })
  ada = await web.createPerson('Ada')
})
afterAll(() => web.stop())

describe('D1 the beginning of a probe', () => {
  test('D1 gives a ticket for probing, which opens no document, and says what arrived', async () => {
    const before = Date.now()
    const { status, body } = await web.call('POST', '/api/v1/probes', { as: ada.token, headers: { Origin: origin } })
    expect(status).toBe(200)
    expect(body).toMatchObject({ url: 'ws://localhost:3000/sync/v1/probe', origin })
    expect(body.now).toBeGreaterThanOrEqual(before)
    const key = toTicketKey(ticketSecret)
    expect(await readProbeTicket(body.ticket, key, Date.now())).toMatchObject({ userId: ada.id })
    expect(await readTicket(body.ticket, key, Date.now())).toBeUndefined()
  })

  test('D1 is refused to whoever asks all the time', async () => {
    const ben = await web.createPerson('Ben')
    const ask = () => web.call('POST', '/api/v1/probes', { as: ben.token })
    for (let i = 0; i < 60; i++) expect((await ask()).status).toBe(200)
    const { status, headers } = await ask()
    expect([status, Number(headers.get('retry-after')) > 0]).toEqual([429, true])
  })
})
