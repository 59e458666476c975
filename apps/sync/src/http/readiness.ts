import type { Clock } from '../clock.ts'
import { within } from '../deadline.ts'
import type { RedisHealth } from '../redis-health.ts'
import type { Readiness } from './routes.ts'

export type ReadinessContext = {
  readonly clock: Clock
  readonly redis: RedisHealth
  /** Throws where the database cannot be reached. */
  probe(): Promise<void>
  isDraining(): boolean
}

const probeTimeoutMs = 2_000

/** Ready: new clients can be let in. Without Redis they can. */
export function createReadiness({ clock, redis, probe, isDraining }: ReadinessContext): () => Promise<Readiness> {
  return async () => {
    const isDatabaseUp = await within(clock, probeTimeoutMs, probe()).then(
      () => true,
      () => false,
    )
    return {
      isReady: isDatabaseUp && !isDraining(),
      detail: {
        state: isDraining() ? 'draining' : 'serving',
        database: isDatabaseUp ? 'up' : 'away',
        redis: redis.state,
      },
    }
  }
}
