import type { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { encodeAwareness } from '../src/room/frames.ts'
import { useFixture } from './support/fixture.ts'
import { frameOf, opcode } from './support/raw-frames.ts'
import { openRaw } from './support/raw-upgrade.ts'
import { lockDocument } from './support/row-lock.ts'
import type { RunningServer } from './support/server.ts'
import { until } from './support/until.ts'
import { Visitor } from './support/visitor.ts'

/** What /metrics tells of Duplex: name -> its lines. */
async function readMetrics({ httpUrl }: RunningServer): Promise<Map<string, string>> {
  const text = await (await fetch(`${httpUrl}/metrics`)).text()
  const parts = text.split(/^# HELP /m).filter((part) => part.startsWith('duplex_'))
  return new Map(parts.map((part) => [part.slice(0, part.indexOf(' ')), part]))
}

async function readValue(server: RunningServer, series: string): Promise<number> {
  const lines = [...(await readMetrics(server)).values()].join('').split('\n')
  // The first line that begins with a name is its explanation.
  return Number(lines.findLast((line) => line.startsWith(`${series} `))?.slice(series.length) ?? 0)
}

/** Waits until a series has at least this value. */
function reaches(server: RunningServer, series: string, least: number): Promise<unknown> {
  return until(`${series} reaches ${least}`, async () => (await readValue(server, series)) >= least)
}

/** More than a message may have. */
const fragments = Buffer.concat([
  frameOf(opcode.binary, new Uint8Array(1), { isLast: false }),
  ...Array.from({ length: 100 }, () => frameOf(opcode.continuation, new Uint8Array(1), { isLast: false })),
])

describe('the metrics', () => {
  const fixture = useFixture()

  it('all appear over HTTP, and move with what happens', async () => {
    const server = await fixture.start({ settings: { snapshotRows: 2, statementTimeoutMs: 300 } })
    const atFirst = await readMetrics(server)
    const documentId = await fixture.world.addDocument()
    const [ada, bob] = await Promise.all([fixture.world.addPerson('Ada'), fixture.world.addPerson('Bob')])
    const a = await (await fixture.connect(server, documentId, ada)).sync()
    const b = await (await fixture.connect(server, documentId, bob)).sync()
    for (const letter of 'abc') {
      a.text.insert(0, letter)
      await a.stored()
    }
    a.send(encodeAwareness([{ clientId: 11, clock: 1, state: Buffer.from('{}') }]))
    await until('Bob hears of Ada', () => b.of('awareness').length > 0)
    b.send(encodeAwareness([{ clientId: 11, clock: 1, state: Buffer.from('{}') }]))
    b.send(new Uint8Array([77]))
    for (const why of ['presence', 'unknown']) await reaches(server, `duplex_sync_drops_total{why="${why}"}`, 1)
    await reaches(server, 'duplex_sync_snapshots_total{outcome="written"}', 1)
    for (const series of ['connections', 'rooms', 'live_rooms']) {
      expect(await readValue(server, `duplex_sync_${series}`), series).toBe(series === 'connections' ? 2 : 1)
    }
    expect(await readValue(server, 'duplex_sync_window_updates_sum')).toBe(3)

    const lock = await lockDocument(fixture.database.url, documentId)
    a.text.insert(0, 'this waits')
    await reaches(server, 'duplex_sync_commit_failures_total', 1)
    const visitor = new Visitor(server.httpUrl, documentId)
    await visitor.open(await fixture.world.ticket(ada, documentId))
    const inTrouble = await readMetrics(server)
    expect(await readValue(server, 'duplex_sync_visits')).toBe(1)
    await visitor.say(1, [], 0, { headers: { 'duplex-end': '1' } })
    await lock.release()
    await a.stored()

    for (let i = 0; i < 2; i++) b.send(new Uint8Array([1, 9]))
    expect(await b.ended()).toBe(1007)
    a.end()
    expect(await (await fixture.connect(server, documentId, ada, { ticket: 'forged' })).ended()).toBe(4401)
    await reaches(server, 'duplex_sync_closes_total{close="client"}', 1)
    expect(await readValue(server, 'duplex_sync_closes_total{close="undecodable"}')).toBe(1)
    expect(await readValue(server, 'duplex_sync_drops_total{why="undecodable"}')).toBe(2)
    expect(await readValue(server, 'duplex_sync_refusals_total{close="signedOut"}')).toBe(1)

    const still = [...atFirst].filter(([name, lines]) => inTrouble.get(name) === lines).map(([name]) => name)
    const whereNobodyElseIs = ['duplex_sync_other_nodes', 'duplex_sync_apart']
    expect(still).toEqual([...whereNobodyElseIs, 'duplex_sync_closes_total', 'duplex_sync_refusals_total'])
    for (const name of [
      'duplex_sync_queued_bytes',
      'duplex_sync_store_lag_seconds',
      'duplex_sync_connections',
      'duplex_sync_visits',
    ])
      expect(await readValue(server, name), name).toBe(0)
  })

  it('tell of every connection who ended it, and why', async () => {
    const server = await fixture.start({ settings: { maxMessageBytes: 1_000 } })
    const [documentId, person] = [await fixture.world.addDocument(), await fixture.world.addPerson()]
    const endings: [string, (socket: Socket) => unknown][] = [
      ['messageTooBig', (socket) => socket.write(frameOf(opcode.binary, new Uint8Array(1_001)))],
      ['protocolError', (socket) => socket.write(frameOf(3, new Uint8Array(1)))],
      ['undecodable', (socket) => socket.write(frameOf(opcode.text, new Uint8Array([0xff])))],
      ['unsupportedData', (socket) => socket.write(frameOf(opcode.text, new Uint8Array([0x41])))],
      ['policy', (socket) => socket.write(fragments)],
      ['client', (socket) => socket.end(frameOf(opcode.close, new Uint8Array([3, 232])))],
      ['network', (socket) => socket.resetAndDestroy()],
    ]
    const sockets: Socket[] = []
    for (const [, end] of endings) {
      const ticket = await fixture.world.ticket(person, documentId)
      const { socket } = await openRaw(server.port, `/sync/v1/${documentId}?ticket=${ticket}`)
      sockets.push(socket)
      end(socket)
    }
    for (const [name] of endings) await reaches(server, `duplex_sync_closes_total{close="${name}"}`, 1)
    for (const socket of sockets) socket.destroy()
    const closes = (await readMetrics(server)).get('duplex_sync_closes_total') ?? ''
    expect(closes.match(/^duplex_sync_closes_total\{.*\} 1$/gm)).toHaveLength(endings.length)
  })

  it('tell which open documents are only bytes', async () => {
    const server = await fixture.start({ settings: { quietAfterMs: 100 } })
    const documentId = await fixture.world.addDocument()
    const writer = await (await fixture.connect(server, documentId, await fixture.world.addPerson())).sync()
    writer.text.insert(0, 'and nothing more')
    await writer.stored()
    await until('it is bytes', async () => (await readValue(server, 'duplex_sync_live_rooms')) === 0)
    expect(await readValue(server, 'duplex_sync_rooms')).toBe(1)
    expect(await readValue(server, 'duplex_sync_room_bytes')).toBeGreaterThan(16)
  })

  it('tell how late the event loop was', async () => {
    const server = await fixture.start()
    for (const measure of ['p99', 'max']) {
      const series = new RegExp(`^nodejs_eventloop_lag_${measure}_seconds (\\S+)$`, 'm')
      // Measured since the scrape before, which another one may have been a moment ago.
      await until(`${measure} is told`, async () => {
        const text = await (await fetch(`${server.httpUrl}/metrics`)).text()
        return Number(series.exec(text)?.[1]) > 0
      })
    }
  })
})
