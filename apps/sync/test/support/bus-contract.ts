import { afterEach, expect, it } from 'vitest'
import type { Bus } from '../../src/bus/bus.ts'
import { until } from './until.ts'

type Heard = { readonly channel: string; readonly message: string }
type Ear = { readonly bus: Bus; readonly heard: Heard[]; readonly listening: string[]; sending: number }

export type BusPlace = {
  /** One more node. */
  join(): Bus
  /** Breaks every connection of every node; what it leads to is there again at once. */
  breakConnections(): void | Promise<void>
}

/** More than a bus says at once by the way. */
const manyChannels = Array.from({ length: 300 }, (_, i) => `document-${i}`)

/** What every bus does. */
export function describeBus(place: BusPlace): void {
  const ears: Ear[] = []

  afterEach(() => {
    for (const { bus } of ears.splice(0)) bus.close()
  })

  /** A node that listens on `channels`, and hears. */
  async function listenOn(...channels: string[]): Promise<Ear> {
    const ear: Ear = { bus: place.join(), heard: [], listening: [], sending: 0 }
    ears.push(ear)
    ear.bus.open({
      onMessage: (channel, message) => ear.heard.push({ channel, message: Buffer.from(message).toString('latin1') }),
      onListening: (now) => ear.listening.push(...now),
      onSending: () => ear.sending++,
    })
    for (const channel of channels) ear.bus.subscribe(channel)
    await waitUntilReady(ear, channels)
    return ear
  }

  function waitUntilReady(ear: Ear, channels: readonly string[]): Promise<boolean> {
    return until('it listens and sends', () => {
      return ear.sending > 0 && channels.every((channel) => ear.listening.includes(channel))
    })
  }

  /** Until a message comes through, after which none is on its way: one sender's stay in their order. */
  async function flush(from: Ear, to: Ear, channel: string): Promise<void> {
    from.bus.publish(channel, Buffer.from('now'))
    await until('a message comes through', () => to.heard.at(-1)?.message === 'now')
    to.heard.length = 0
    from.heard.length = 0
  }

  const say = (ear: Ear, channel: string, message: string) => ear.bus.publish(channel, Buffer.from(message))

  it('R1 brings a message to everybody who listens on its channel, the sender included, and to nobody else', async () => {
    const [ada, bob, eve] = [await listenOn('one', 'two'), await listenOn('one'), await listenOn('two')]
    say(ada, 'one', '1')
    await until('both heard', () => ada.heard.length > 0 && bob.heard.length > 0)
    say(ada, 'two', '2')
    await until('the others heard', () => ada.heard.length > 1 && eve.heard.length > 0)
    expect([ada.heard, bob.heard, eve.heard]).toEqual([
      [
        { channel: 'one', message: '1' },
        { channel: 'two', message: '2' },
      ],
      [{ channel: 'one', message: '1' }],
      [{ channel: 'two', message: '2' }],
    ])
  })

  it('R1 keeps the order of one sender on one channel, whatever the bytes are and however many', async () => {
    const [ada, bob] = [await listenOn('one'), await listenOn('one')]
    const messages = Array.from({ length: 300 }, (_, i) => Buffer.from([i % 256, 0, 255, 13, 10, i >> 8]))
    messages.push(Buffer.alloc(256 * 1024, 200))
    for (const message of messages) ada.bus.publish('one', message)
    await until('all arrived', () => bob.heard.length === messages.length)
    expect(bob.heard.every(({ message }, i) => message === messages[i]?.toString('latin1'))).toBe(true)
  })

  it('R1 brings nothing to who listens no more, nor to who has left', async () => {
    const [ada, bob, eve, zoe] = [await listenOn(), await listenOn('one'), await listenOn('one'), await listenOn('one')]
    bob.bus.unsubscribe('one')
    eve.bus.close()
    await until('nobody else listens', async () => {
      for (const ear of [bob, eve]) ear.heard.length = 0
      await flush(ada, zoe, 'one')
      return bob.heard.length + eve.heard.length === 0
    })
    say(ada, 'one', 'late')
    await until('who stayed heard', () => zoe.heard.length === 1)
    expect([bob.heard, eve.heard]).toEqual([[], []])
  })

  it('R1 brings what is said on each of many channels to who listens on all of them', async () => {
    const [ada, bob] = [await listenOn(), await listenOn(...manyChannels)]
    for (const channel of manyChannels) say(ada, channel, channel)
    await until('all arrived', () => bob.heard.length === manyChannels.length)
    expect(bob.heard.map(({ channel, message }) => channel === message)).toEqual(manyChannels.map(() => true))
  })

  it.each([
    { what: 'its connections broke', again: () => place.breakConnections() },
    { what: 'it was told to renew them', again: () => ears[0]?.bus.renew() },
  ])(
    'R1 says after $what that it sends and listens again, on the channels it has left, and does',
    async ({ again }) => {
      const [ada, bob] = [await listenOn('one', 'two', ...manyChannels), await listenOn('one')]
      ada.bus.unsubscribe('two')
      for (const ear of ears) [ear.sending, ear.listening.length] = [0, 0]
      await again()
      await waitUntilReady(ada, ['one', ...manyChannels])
      await until('bob listens', () => {
        say(ada, 'one', 'again')
        return bob.heard.length > 0
      })
      await flush(ada, ada, 'one')
      say(ada, 'two', 'unheard')
      for (const channel of manyChannels) say(ada, channel, 'heard')
      await until('all arrived', () => ada.heard.length >= manyChannels.length)
      expect(ada.listening).not.toContain('two')
      expect(new Set(ada.heard.map(({ channel }) => channel))).toEqual(new Set(manyChannels))
    },
  )
}
