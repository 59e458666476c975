import { setTimeout as pause } from 'node:timers/promises'
import * as prng from 'lib0/prng'

/** Each of `people` acts so many times a second, at random moments of their own. Resolves after the last act. */
export async function actTogether<T>(
  people: readonly T[],
  { perSecond, seconds }: { readonly perSecond: number; readonly seconds: number },
  random: prng.PRNG,
  act: (person: T) => void,
): Promise<void> {
  const begin = performance.now()
  const slotMs = 1000 / perSecond
  await Promise.all(
    people.map(async (person) => {
      for (let slot = 0; slot < seconds * perSecond; slot++) {
        const due = begin + (slot + prng.real53(random)) * slotMs
        await pause(Math.max(0, due - performance.now()))
        act(person)
      }
    }),
  )
}
