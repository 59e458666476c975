/** What is done to what travels in one direction. Shares are in [0, 1]. */
export type WayKnobs = {
  /** Each takes so many ms longer. */
  readonly delayMs: number
  /** And up to so many more, by chance. */
  readonly jitterMs: number
  readonly lost: number
  readonly twice: number
  readonly swapped: number
}

/**
 * What is lost, comes twice, or out of order.
 *
 * `packets`: as networks do it. TCP sends again, throws away and sorts, so that all a connection sees is waiting: for
 * the packet that was lost, and of everything behind it.
 *
 * `messages`: as no network does it, but something broken between both ends could. Messages of a WebSocket, requests
 * and answers of HTTP, and events of a stream are lost, doubled, or overtaken.
 */
export type FaultUnit = 'packets' | 'messages'

export type ChaosKnobs = {
  readonly up: WayKnobs
  readonly down: WayKnobs
  readonly unit: FaultUnit
  /** Whatever says nothing for so many ms is cut, as by a proxy that wants its memory back. 0: never. */
  readonly idleCutMs: number
}

const wayKnobNames = ['delayMs', 'jitterMs', 'lost', 'twice', 'swapped'] as const satisfies (keyof WayKnobs)[]

export const calmWay: WayKnobs = { delayMs: 0, jitterMs: 0, lost: 0, twice: 0, swapped: 0 }

export const calm: ChaosKnobs = { up: calmWay, down: calmWay, unit: 'packets', idleCutMs: 0 }

/** Nothing happens to anything. */
export function isCalm({ up, down, idleCutMs }: ChaosKnobs): boolean {
  return idleCutMs === 0 && [up, down].every((way) => Object.values(way).every((value) => value === 0))
}

/** The same is done to everything. */
export function isSameKnobs(a: ChaosKnobs, b: ChaosKnobs): boolean {
  const isSameWay = (one: WayKnobs, other: WayKnobs) => wayKnobNames.every((name) => one[name] === other[name])
  return a.unit === b.unit && a.idleCutMs === b.idleCutMs && isSameWay(a.up, b.up) && isSameWay(a.down, b.down)
}

/** The same in both directions; what is not named is calm. */
export function bothWays(way: Partial<WayKnobs>): Pick<ChaosKnobs, 'up' | 'down'> {
  const whole = { ...calmWay, ...way }
  return { up: whole, down: whole }
}
