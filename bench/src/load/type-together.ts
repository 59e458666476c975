import type * as prng from 'lib0/prng'
import { actTogether } from './rhythm.ts'
import type { Writer } from './writer.ts'

/** Letters of each writer. */
export const lettersPerSecond = 10

/** All type for so long, each at moments of their own. Resolves when all that was typed was seen and stored. */
export async function typeTogether(writers: readonly Writer[], seconds: number, random: prng.PRNG): Promise<void> {
  await actTogether(writers, { perSecond: lettersPerSecond, seconds }, random, (writer) => writer.type())
  await Promise.all(writers.map((writer) => writer.arrived()))
}
