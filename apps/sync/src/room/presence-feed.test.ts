import { beforeEach, describe, expect, it } from 'vitest'
import { createManualClock, type ManualClock } from '../../test/support/manual-clock.ts'
import { createMember } from '../../test/support/recording-member.ts'
import { createTimerWheel } from '../timer-wheel.ts'
import { encodeAwareness } from './frames.ts'
import { Presence, type PresenceChanges } from './presence.ts'
import { PresenceFeed } from './presence-feed.ts'

describe('PresenceFeed', () => {
  let clock: ManualClock
  let timers: number
  let readers: number
  let sent: (PresenceChanges & { readonly at: number })[]
  let feed: PresenceFeed
  let say: (userId: string, clientId: number) => void

  beforeEach(() => {
    clock = createManualClock()
    timers = 0
    readers = 100
    sent = []
    const presence = new Presence(() => clock.elapsed())
    const counting = {
      ...clock,
      after(delayMs: number, run: () => void) {
        timers++
        return clock.after(delayMs, run)
      },
    }
    feed = new PresenceFeed(presence, {
      wheel: createTimerWheel(counting),
      elapsed: () => clock.elapsed(),
      readers: () => readers,
      send: (changes) => sent.push({ ...changes, at: clock.elapsed() }),
    })
    const members = new Map<string, ReturnType<typeof createMember>>()
    const clocks = new Map<number, number>()
    say = (userId, clientId) => {
      const member = members.get(userId) ?? createMember(userId)
      members.set(userId, member)
      const next = (clocks.get(clientId) ?? 0) + 1
      clocks.set(clientId, next)
      const message = encodeAwareness([{ clientId, clock: next, state: Buffer.from('{}') }])
      if (presence.receive(member, message.subarray(2))) feed.announce()
    }
  })

  it('P2 sends a change after a pause at once, and what follows together within 50 ms', () => {
    clock.advance(1_010)
    say('ada', 1)
    expect(sent.map(({ at }) => at)).toEqual([1_010])
    for (const id of [2, 3, 4]) say(`user ${id}`, id)
    say('user 4', 4)
    expect(sent).toHaveLength(1)
    clock.advance(50)
    expect(sent.map(({ at }) => at)).toEqual([1_010, 1_050])
    expect(sent[1]?.author).toBeUndefined()
  })

  it.each([
    [100, 20],
    [101, 10],
  ])('P2 with %i connections in a room sends %i messages a second, however much is said', (count, perSecond) => {
    readers = count
    for (let ms = 0; ms < 10_000; ms++) {
      say(`user ${ms % 200}`, ms % 200)
      clock.advance(1)
    }
    expect(sent.length).toBeGreaterThan(perSecond * 9.75)
    expect(sent.length).toBeLessThan(perSecond * 10.25)
  })

  it('P2 has no timer where nothing changed', () => {
    say('ada', 1)
    expect(timers).toBe(0)
    say('bob', 2)
    expect(timers).toBe(1)
    clock.advance(60_000)
    expect(sent).toHaveLength(2)
    expect(timers).toBe(1)
    feed.announce()
    expect(sent).toHaveLength(2)
  })
})
