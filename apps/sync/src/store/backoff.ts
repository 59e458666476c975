const baseMs = 50
const capMs = 5_000

/** Full jitter: nobody knocks in step with anybody. `attempt` counts from 0. */
export function backoffMs(attempt: number, random: () => number): number {
  return random() * Math.min(capMs, baseMs * 2 ** Math.min(attempt, 20))
}
