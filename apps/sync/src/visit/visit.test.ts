import { describe, expect, it } from 'vitest'
import type { TransportEvents } from '../transport/transport.ts'
import { Visit } from './visit.ts'

function setScene() {
  const heard: number[] = []
  const told: string[] = []
  const visit = new Visit({ maxMessageBytes: 10 }, ({ code }) => told.push(`over ${code}`))
  const events: TransportEvents = {
    onMessage: (message) => heard.push(message[0] as number),
    onSign: () => told.push('sign'),
    onViolation: (code) => told.push(code),
    onClosed: (code) => told.push(`closed ${code}`),
  }
  visit.open(events)
  const say = (first: number, ...bytes: number[]) =>
    visit.receive({
      ack: 0,
      last: first + bytes.length - 1,
      first,
      messages: bytes.map((byte) => new Uint8Array([byte])),
    })
  return { visit, heard, told, say }
}

describe('T2 visit', () => {
  it('T2 hears each message once and in order, however envelopes overlap', () => {
    const { heard, told, say } = setScene()
    say(1, 11, 12)
    say(1, 11, 12)
    say(2, 12, 13)
    say(1, 11)
    say(4, 14)
    // Two of them said nothing new.
    expect([heard, told]).toEqual([
      [11, 12, 13, 14],
      ['sign', 'sign'],
    ])
  })

  it('T2 hears nothing behind a gap', () => {
    const { heard, told, say } = setScene()
    say(2, 12)
    expect([heard, told]).toEqual([[], ['policy', 'sign']])
  })

  it('T2 L2 counts what is not acknowledged as what waits for a slow reader', () => {
    const { visit } = setScene()
    for (let i = 0; i < 3; i++) visit.send(new Uint8Array(100))
    expect(visit.bufferedBytes).toBe(300)
    visit.acknowledge(2)
    expect([visit.bufferedBytes, visit.take(0, 1_000).first]).toEqual([100, 3])
    visit.acknowledge(1)
    expect(visit.bufferedBytes).toBe(100)
  })

  it('T2 gives as much as may be carried at once, and one message in any case', () => {
    const { visit } = setScene()
    for (const bytes of [100, 100, 300, 100]) visit.send(new Uint8Array(bytes))
    const lengths = (after: number, maxBytes: number) =>
      visit.take(after, maxBytes).messages.map(({ length }) => length)
    expect(lengths(0, 250)).toEqual([100, 100])
    expect(lengths(2, 250)).toEqual([300])
    expect(lengths(4, 250)).toEqual([])
    expect(visit.take(4, 250)).toMatchObject({ first: 5, last: 4 })
  })

  it('T1 ends once, and keeps nothing but why', () => {
    const { visit, told, heard, say } = setScene()
    const ended: string[] = []
    const carrier = (name: string) => ({
      onNews: () => ended.push(`${name} news`),
      onPing: () => undefined,
      onEnded: ({ code }: { code: number }) => ended.push(`${name} ${code}`),
      onReplaced: () => ended.push(`${name} replaced`),
    })
    const detachFirst = visit.attach(carrier('first'))
    visit.attach(carrier('second'))
    detachFirst()
    visit.send(new Uint8Array(100))
    visit.close(4501, 'access')
    visit.close(1000, 'again')
    visit.send(new Uint8Array(100))
    say(1, 11)
    expect(ended).toEqual(['first replaced', 'second news', 'second 4501'])
    expect(told).toEqual(['over 4501', 'closed 4501'])
    expect([heard, visit.bufferedBytes, visit.ending]).toEqual([[], 0, { code: 4501, reason: 'access' }])
  })
})
