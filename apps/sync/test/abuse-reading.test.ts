import { limits } from '@duplex/protocol'
import * as encoding from 'lib0/encoding'
import { describe, expect, it } from 'vitest'
import { encodeAwareness, encodeSync } from '../src/room/frames.ts'
import { useFixture } from './support/fixture.ts'
import { frameOf, opcode, sendRaw } from './support/raw-frames.ts'
import { openRaw } from './support/raw-upgrade.ts'
import { until } from './support/until.ts'

const step1 = (stateVector: Uint8Array = new Uint8Array([0])) => encodeSync('step1', stateVector)

const stateVectorOf = (count: number) =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, count)
    for (let i = 0; i < count; i++) {
      encoding.writeVarUint(encoder, i)
      encoding.writeVarUint(encoder, 1)
    }
  })

describe('abuse of answers', () => {
  const fixture = useFixture()

  /** Ada, who goes on; Eve, whose every byte the test writes; and a document of so many bytes. */
  async function scene(bytes = 0) {
    const server = await fixture.start()
    const documentId = await fixture.world.addDocument()
    const [ada, eve] = await Promise.all([fixture.world.addPerson('Ada'), fixture.world.addPerson('Eve')])
    const a = await (await fixture.connect(server, documentId, ada)).sync()
    for (let left = bytes; left > 0; left -= 1_000_000) a.text.insert(0, 'x'.repeat(Math.min(left, 1_000_000)))
    await a.stored()
    const path = `/sync/v1/${documentId}?ticket=`
    const raw = await openRaw(server.port, path + (await fixture.world.ticket(eve, documentId)))
    return { server, documentId, a, eve, raw }
  }

  async function expectUnnoticed({ a, documentId, raw }: Awaited<ReturnType<typeof scene>>) {
    raw.socket.destroy()
    a.text.insert(0, 'still here ')
    await a.stored()
    expect(a.closed).toBeUndefined()
    expect((await fixture.world.readText(documentId)).startsWith('still here ')).toBe(true)
  }

  it('L2 who asks again without having read the answer is ended with 4590, and costs no more memory', async () => {
    const s = await scene(5_500_000)
    s.raw.socket.pause()
    for (let i = 0; i < 10; i++) sendRaw(s.raw, step1())
    await until('it is over', async () => {
      const metrics = await (await fetch(`${s.server.httpUrl}/metrics`)).text()
      return metrics.includes('duplex_sync_closes_total{close="slowReader"} 1')
    })
    await expectUnnoticed(s)
  })

  it('answers that are asked for again and again have a rate, also where they are read', async () => {
    const s = await scene(1_500_000)
    const reader = await (await fixture.connect(s.server, s.documentId, s.eve)).opened()
    for (let asked = 1; asked <= 12 && !reader.closed; asked++) {
      reader.send(step1())
      await until('it is answered', () => reader.closed ?? reader.of('step2').length === asked)
    }
    expect(reader.closed?.code).toBe(4529)
    await expectUnnoticed(s)
  })

  it('V5 a state vector that names a great many more clients than the document has ends with 1008', async () => {
    const s = await scene(10)
    sendRaw(s.raw, step1(stateVectorOf(limits.maxNewClients)))
    sendRaw(s.raw, step1(stateVectorOf(limits.maxNewClients + 2)))
    await until('it is over', () => s.raw.closeCode)
    expect(s.raw.closeCode).toBe(1008)
    await expectUnnoticed(s)
  })

  it.each<[string, Uint8Array, number]>([
    ['questions about presence', frameOf(opcode.binary, new Uint8Array([3])), 16],
    ['echoes of what nobody said', frameOf(opcode.binary, encodeAwareness([])), 2_400],
    ['pongs', frameOf(opcode.pong, new Uint8Array(125)), 400],
  ])('%s have a rate, past which the connection ends with 4529', async (_, frame, count) => {
    const s = await scene()
    for (let i = 0; i < count; i++) s.raw.socket.write(frame)
    await until('it is over', () => s.raw.closeCode)
    expect(s.raw.closeCode).toBe(4529)
    await expectUnnoticed(s)
  })

  it('L2 pings that are not waited for end the connection', async () => {
    const s = await scene()
    s.raw.socket.pause()
    for (let i = 0; i < 400; i++) s.raw.socket.write(frameOf(opcode.ping, new Uint8Array(125)))
    await until('it is over', async () => {
      const metrics = await (await fetch(`${s.server.httpUrl}/metrics`)).text()
      return /duplex_sync_closes_total\{close="(slowReader|tooFast)"\} 1/.test(metrics)
    })
    await expectUnnoticed(s)
  })
})
