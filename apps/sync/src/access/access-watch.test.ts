import type { CloseName } from '@duplex/protocol'
import * as prng from 'lib0/prng'
import { describe, expect, it } from 'vitest'
import { createManualClock } from '../../test/support/manual-clock.ts'
import { defaultSettings } from '../config/config.ts'
import { waitAtMost } from '../deadline.ts'
import { createTimerWheel } from '../timer-wheel.ts'
import type { AccessFacts } from './access-store.ts'
import { AccessWatch } from './access-watch.ts'

const documentId = '6ff5a03e-6de5-4ed4-a1f1-5a2f6a4f6c11'
const [ada, bob] = ['ada', 'bob']
/** Within which somebody who lost access has to be out, whatever is cut. */
const promisedMs = 60_000
const answerMs = 1_500

const settled = () => new Promise((resolve) => setImmediate(resolve))

/** A document that Ada and Bob are in, a database that answers, says no, or says nothing, and time that is told to pass. */
function scene() {
  const clock = createManualClock()
  const wheel = createTimerWheel(clock)
  const database = { state: 'up' as 'up' | 'failing' | 'silent', accessVersion: 1, bobIsSignedIn: true }
  const ends = new Map<string, { close: CloseName; at: number }>()
  const connections = [ada, bob].map((userId) => ({
    passport: { documentId, userId, sessionId: userId, accessVersion: 1 },
    seenAccessVersion: 1,
    tell: () => undefined,
    end(close: CloseName) {
      if (!ends.has(userId)) ends.set(userId, { close, at: clock.elapsed() })
    },
  }))
  const open = () => connections.filter(({ passport }) => !ends.has(passport.userId))
  const read = async (): Promise<AccessFacts> => {
    if (database.state === 'failing') throw new Error('away')
    if (database.state === 'silent') await waitAtMost(clock, answerMs, new Promise(() => undefined))
    const { accessVersion, bobIsSignedIn } = database
    const document = { accessVersion, isTrashed: false, isQuarantined: false, title: '', lastSeq: 0 }
    const sessions = new Map([ada, bob].filter((id) => id === ada || bobIsSignedIn).map((id) => [id, id] as const))
    return { documents: new Map([[documentId, document]]), sessions: sessions as Map<string, string> }
  }
  const watch = new AccessWatch({
    connections: { all: open, of: open },
    accessStore: { read },
    clock,
    wheel,
    settings: defaultSettings,
    onCompareFailed: () => undefined,
    onFailClosed: () => undefined,
    onQuarantined: () => undefined,
  })
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 50) {
      clock.advance(50)
      await settled()
    }
  }
  const announce = (accessVersion: number, userId: string) => {
    database.accessVersion = accessVersion
    watch.onChange({ kind: 'access', documentId, accessVersion, userIds: [userId] })
  }
  return { clock, database, watch, ends, pass, announce }
}

describe('R3 with the usual times, and nothing heard', () => {
  it('R3 whoever lost access is out within 60 s, whatever the database says meanwhile', async () => {
    for (let seed = 0; seed < 25; seed++) {
      const random = prng.create(seed)
      const { clock, database, ends, pass } = scene()
      await pass(prng.int32(random, 0, 45) * 1_000)
      const revokedAt = clock.elapsed()
      if (prng.bool(random)) database.accessVersion++
      else database.bobIsSignedIn = false
      while (!ends.has('bob') && clock.elapsed() - revokedAt <= promisedMs) {
        database.state = prng.oneOf(random, ['up', 'failing', 'failing', 'silent', 'silent', 'silent'] as const)
        if (seed % 5 === 0) database.state = clock.elapsed() - revokedAt < 57_500 ? 'failing' : 'up'
        if (seed % 5 === 1) database.state = 'silent'
        await pass(500)
      }
      expect(ends.get('bob'), `seed ${seed}`).toBeDefined()
      expect((ends.get('bob')?.at ?? 0) - revokedAt, `seed ${seed}`).toBeLessThanOrEqual(promisedMs)
    }
  })

  it('R3 a comparison finds what it is about within half of that, and spares others where it can tell them apart', async () => {
    const { clock, database, ends, pass } = scene()
    await pass(100)
    database.bobIsSignedIn = false
    await pass(promisedMs / 2)
    expect(ends.get('bob')).toMatchObject({ close: 'signedOut' })
    await pass(2 * promisedMs)
    expect([clock.elapsed() > 2 * promisedMs, ends.has('ada')]).toEqual([true, false])
  })

  it.each(['before', 'after'] as const)(
    'R3 a newer change that is heard hides none that was missed, also where comparing failed %s it',
    async (when) => {
      const { database, watch, ends, pass, announce } = scene()
      watch.onDeaf()
      // Of Bob.
      database.accessVersion = 2
      database.state = 'failing'
      if (when === 'before') await watch.onListening()
      announce(3, 'somebody else')
      if (when === 'after') await watch.onListening()
      expect(ends.has('bob')).toBe(false)
      database.state = 'up'
      await pass(promisedMs / 2)
      expect(ends.get('bob')).toMatchObject({ close: 'accessChanged' })
    },
  )

  it('R3 who is let in across a gap is told that it was one: no comparison knew of them', async () => {
    const { watch } = scene()
    const [before, during] = [watch.record(), watch.record()]
    expect(before.isWhole()).toBe(true)
    watch.onDeaf()
    const deaf = watch.record()
    await watch.onListening()
    expect([before, during, deaf, watch.record()].map((recording) => recording.isWhole())).toEqual([
      false,
      false,
      false,
      true,
    ])
  })
})
