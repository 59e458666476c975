import { randomUUID } from 'node:crypto'
import { limits, probeProtocols, probeSubprotocol, type SeenRequest } from '@duplex/protocol'
import { signProbeTicket } from '@duplex/protocol/server'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { useFixture } from './support/fixture.ts'
import { origin, type RunningServer } from './support/server.ts'
import { startTcpProxy } from './support/tcp-proxy.ts'
import { until } from './support/until.ts'
import { ticketKey } from './support/world.ts'

const foreign = 'https://evil.example'

describe('D1 a probe', () => {
  const fixture = useFixture()

  const ticketOf = (userId: string = randomUUID()) =>
    signProbeTicket({ id: randomUUID(), userId }, ticketKey, Date.now())
  const ask = (server: RunningServer, path: string, token?: string, init: RequestInit = {}) =>
    fetch(`${server.httpUrl}/sync/v1/probe${path}`, {
      ...init,
      headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...init.headers },
    })
  const begin = async (server: RunningServer, userId?: string): Promise<string> => {
    const answer = await ask(server, '', await ticketOf(userId), { method: 'POST' })
    expect(answer.status).toBe(201)
    return ((await answer.json()) as { key: string }).key
  }
  const seenBy = async (server: RunningServer, key: string) =>
    ((await (await ask(server, '', key)).json()) as { seen: SeenRequest[] }).seen

  /** What a socket says, and how it ends. */
  const open = (server: RunningServer, key: string, headers: Record<string, string> = {}) => {
    const socket = new WebSocket(`${server.wsUrl}/probe`, probeProtocols(key), { headers })
    const heard: Buffer[] = []
    const state = { socket, heard, status: undefined as number | undefined, code: undefined as number | undefined }
    socket.on('message', (data: Buffer) => heard.push(data))
    socket.on('unexpected-response', (_, { statusCode }) => {
      state.status = statusCode
      socket.terminate()
    })
    socket.on('close', (code) => {
      state.code = code
    })
    socket.on('error', () => undefined)
    return state
  }

  it('D1 begins with its ticket, once, and with no other', async () => {
    const server = await fixture.start()
    const jwt = await ticketOf()
    expect((await ask(server, '', jwt, { method: 'POST' })).status).toBe(201)
    const person = await fixture.world.addPerson()
    const ofDocument = await fixture.world.ticket(person, await fixture.world.addDocument())
    for (const bad of [jwt, ofDocument, 'nonsense', undefined])
      expect((await ask(server, '', bad, { method: 'POST' })).status).toBe(401)
    for (const path of ['', '/events', '/held']) expect((await ask(server, path, 'x'.repeat(43))).status).toBe(404)
    const refused = open(server, 'x'.repeat(43))
    await until('the socket is refused', () => refused.status !== undefined)
    expect(refused.status).toBe(404)
  })

  it('D1 W1 a ticket begins one probe, at whatever node', async () => {
    const [north, south] = await Promise.all([fixture.start(), fixture.start()])
    const jwt = await ticketOf()
    const show = async (node: RunningServer) => (await ask(node, '', jwt, { method: 'POST' })).status
    expect((await Promise.all([north, south, north, south].map(show))).sort()).toEqual([201, 401, 401, 401])
    expect([await show(north), await show(south)]).toEqual([401, 401])
  })

  it.each(['cut', 'freeze'] as const)('D1 where the database is away (%s), the answer soon says so', async (fault) => {
    const proxy = await startTcpProxy(fixture.database.url)
    const server = await fixture.start({}, proxy.url)
    await begin(server)
    proxy[fault]()
    const refused = await ask(server, '', await ticketOf(), { method: 'POST', signal: AbortSignal.timeout(9_000) })
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5'])
    expect(await refused.json()).toMatchObject({ type: 'urn:duplex:probe:storage' })
    proxy.restore()
    const again = async () => (await ask(server, '', await ticketOf(), { method: 'POST' })).status
    await until('another ticket is good', async () => (await again()) === 201)
    await proxy.close()
  })

  it('D1 a ticket of a probe opens no document', async () => {
    const server = await fixture.start()
    const person = await fixture.world.addPerson()
    const ticket = await ticketOf(person.userId)
    const client = await fixture.connect(server, await fixture.world.addDocument(), person, { ticket })
    expect(await client.ended()).toBe(4401)
  })

  it('D1 a page of another site is refused everywhere, and told which origin arrived', async () => {
    const server = await fixture.start()
    const key = await begin(server)
    const headers = { origin: foreign }
    for (const [path, method] of [
      ['', 'POST'],
      ['', 'GET'],
      ['/events', 'GET'],
      ['/held', 'GET'],
      ['/body', 'POST'],
    ]) {
      const answer = await ask(server, path ?? '', key, { method, headers })
      expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([403, null])
      expect(await answer.json()).toMatchObject({ type: 'urn:duplex:probe:origin', origin: foreign })
    }
    const refused = open(server, key, headers)
    await until('the socket is refused', () => refused.status !== undefined)
    expect(refused.status).toBe(403)
    expect((await seenBy(server, key)).at(-1)).toMatchObject({
      kind: 'socket',
      origin: foreign,
      isOriginAllowed: false,
    })
    const ours = await ask(server, '', key, { headers: { origin } })
    expect([ours.status, ours.headers.get('access-control-allow-origin')]).toEqual([200, origin])
  })

  it('D2 says back what it is sent, and how it was asked', async () => {
    const server = await fixture.start()
    const key = await begin(server)
    const { socket, heard } = open(server, key, { origin, 'x-forwarded-for': '10.0.0.1, 10.0.0.2' })
    const sent = [Buffer.from('a'), Buffer.alloc(limits.maxProbeMessageBytes, 7)]
    socket.on('open', () => {
      for (const bytes of sent) socket.send(bytes)
    })
    await until('both came back', () => heard.length === 2)
    expect(heard.map((bytes, i) => bytes.equals(sent[i] as Buffer))).toEqual([true, true])
    expect(socket.protocol).toBe(probeSubprotocol)
    socket.close()
    const body = await ask(server, '/body', key, { method: 'POST', body: new Uint8Array(100_000) })
    expect(await body.json()).toEqual({ bytes: 100_000 })
    expect(await seenBy(server, key)).toEqual([
      expect.objectContaining({ kind: 'begin', hasUpgrade: false, isOriginAllowed: true }),
      expect.objectContaining({ kind: 'socket', hasUpgrade: true, connection: 'upgrade', origin, forwardedCount: 2 }),
      expect.objectContaining({ kind: 'body', httpVersion: '1.1' }),
    ])
  })

  it('D2 tells of a handshake that lost its upgrade on the way', async () => {
    const server = await fixture.start()
    const key = await begin(server)
    const headers = { 'sec-websocket-key': 'x', 'sec-websocket-protocol': probeProtocols(key).join(', ') }
    expect((await ask(server, '', undefined, { headers })).status).toBe(426)
    expect((await seenBy(server, key)).at(-1)).toMatchObject({ kind: 'socket', hasUpgrade: false })
  })

  it('D2 sends events apart in time, and holds an answer', async () => {
    const server = await fixture.start()
    const key = await begin(server)
    const [events, held] = await Promise.all([
      ask(server, '/events', key),
      ask(server, '/held', key, { headers: { prefer: 'wait=1' } }),
    ])
    expect(events.headers.get('x-accel-buffering')).toBe('no')
    const times = [...(await events.text()).matchAll(/"at":(\d+)/g)].map(([, at]) => Number(at))
    expect(times).toHaveLength(5)
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(1_200)
    expect(await held.json()).toEqual({ heldMs: 1_000 })
  })

  it('D3 carries so many bytes and no more', async () => {
    const server = await fixture.start()
    const key = await begin(server)
    const tooBig = open(server, key)
    tooBig.socket.on('open', () => tooBig.socket.send(Buffer.alloc(limits.maxProbeMessageBytes + 1)))
    await until('it is closed', () => tooBig.code !== undefined)
    expect(tooBig.code).toBe(1009)
    const full = open(server, key)
    full.socket.on('open', () => {
      for (let i = 0; i < 5; i++) full.socket.send(Buffer.alloc(limits.maxProbeMessageBytes))
    })
    await until('it is closed', () => full.code !== undefined)
    expect([full.code, full.heard.length]).toEqual([1008, limits.maxProbeBytes / limits.maxProbeMessageBytes / 2])
    const body = await ask(server, '/body', key, { method: 'POST', body: new Uint8Array(10) })
    expect(body.status).toBe(413)
  })

  it('D3 answers so many requests, so many at the same time, and sends no text back', async () => {
    const server = await fixture.start()
    const [key, other] = [await begin(server), await begin(server)]
    const waiting = new AbortController()
    const ask6 = () => ask(server, '/held', key, { signal: waiting.signal }).catch(() => undefined)
    const held = Array.from({ length: limits.maxOpenProbeRequests }, ask6)
    await until('all are held', async () => (await seenBy(server, key)).length > held.length)
    expect((await ask(server, '/events', key)).status).toBe(429)
    waiting.abort()
    await Promise.all(held)
    const text = open(server, other)
    text.socket.on('open', () => text.socket.send('text'))
    await until('it is closed', () => text.code !== undefined)
    expect([text.code, text.heard]).toEqual([1003, []])
    const last = { method: 'POST', body: '' }
    for (let i = 2; i < limits.maxProbeRequests; i++) expect((await ask(server, '/body', other, last)).status).toBe(200)
    expect((await ask(server, '/body', other, last)).status).toBe(429)
  })

  it('D3 the oldest of a person gives way', async () => {
    const server = await fixture.start()
    const userId = randomUUID()
    const keys: string[] = []
    for (let i = 0; i <= limits.maxProbesPerUser; i++) keys.push(await begin(server, userId))
    const statuses = await Promise.all(keys.map(async (key) => (await ask(server, '', key)).status))
    expect(statuses).toEqual([404, 200, 200, 200])
  })

  it('D3 a beginning counts against its address', async () => {
    const server = await fixture.start({ settings: { addressHandshakeRate: { perSecond: 0.001, burst: 1 } } })
    await begin(server)
    const answer = await ask(server, '', await ticketOf(), { method: 'POST' })
    expect([answer.status, Number(answer.headers.get('retry-after')) > 0]).toEqual([503, true])
  })
})
