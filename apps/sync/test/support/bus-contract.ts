import { afterEach, expect, it } from 'vitest'
import type { Bus } from '../../src/bus/bus.ts'
import { until } from './until.ts'

type Heard = { readonly channel: string; readonly message: string }
type Ear = { readonly bus: Bus; readonly heard: Heard[]; readonly listening: string[] }

/** What every bus does. `join`: one more node. */
export function describeBus(join: () => Bus): void {
  const ears: Ear[] = []

  afterEach(() => {
    for (const { bus } of ears.splice(0)) bus.close()
  })

  /** A node that listens on `channels`, and hears. */
  async function listenOn(...channels: string[]): Promise<Ear> {
    const ear: Ear = { bus: join(), heard: [], listening: [] }
    ears.push(ear)
    ear.bus.open({
      onMessage: (channel, message) => ear.heard.push({ channel, message: Buffer.from(message).toString('latin1') }),
      onListening: (now) => ear.listening.push(...now),
      onSending: () => undefined,
    })
    for (const channel of channels) ear.bus.subscribe(channel)
    await until('it listens', () => channels.every((channel) => ear.listening.includes(channel)))
    return ear
  }

  /** Until a message comes through: a bus may need a moment before it sends. */
  async function warmUp(from: Ear, to: Ear, channel: string): Promise<void> {
    await until('a message comes through', () => {
      from.bus.publish(channel, Buffer.from('hello'))
      return to.heard.some(({ message }) => message === 'hello')
    })
    // One sender's messages stay in their order: behind this one none is on its way.
    from.bus.publish(channel, Buffer.from('now'))
    await until('all of them came', () => to.heard.at(-1)?.message === 'now')
    to.heard.length = 0
    from.heard.length = 0
  }

  it('R1 brings a message to everybody who listens on its channel, the sender included, and to nobody else', async () => {
    const [ada, bob, eve] = [await listenOn('one', 'two'), await listenOn('one'), await listenOn('two')]
    await warmUp(ada, bob, 'one')
    ada.bus.publish('one', Buffer.from('1'))
    await until('both heard', () => ada.heard.length > 0 && bob.heard.length > 0)
    ada.bus.publish('two', Buffer.from('2'))
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
    await warmUp(ada, bob, 'one')
    const messages = Array.from({ length: 300 }, (_, i) => Buffer.from([i % 256, 0, 255, 13, 10, i >> 8]))
    messages.push(Buffer.alloc(256 * 1024, 200))
    for (const message of messages) ada.bus.publish('one', message)
    await until('all arrived', () => bob.heard.length === messages.length)
    expect(bob.heard.every(({ message }, i) => message === messages[i]?.toString('latin1'))).toBe(true)
  })

  it('R1 brings nothing to who listens no more, nor to who has left', async () => {
    const [ada, bob, eve, zoe] = [await listenOn(), await listenOn('one'), await listenOn('one'), await listenOn('one')]
    await warmUp(ada, zoe, 'one')
    bob.bus.unsubscribe('one')
    eve.bus.close()
    await warmUp(ada, zoe, 'one')
    for (const ear of [bob, eve]) ear.heard.length = 0
    ada.bus.publish('one', Buffer.from('late'))
    await until('who stayed heard', () => zoe.heard.length === 1)
    expect([bob.heard, eve.heard]).toEqual([[], []])
  })
}
