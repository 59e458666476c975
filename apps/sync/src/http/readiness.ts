import type { Clock } from '../clock.ts'
import { waitAtMost } from '../deadline.ts'
import type { Readiness } from './routes.ts'

export type ReadinessContext = {
  readonly clock: Clock
  /** `degraded`: others' nodes are heard over the log only, a second late. */
  redis(): 'absent' | 'up' | 'degraded'
  /** Throws where the database cannot be reached. */
  probe(): Promise<void>
  isDraining(): boolean
}

const probeTimeoutMs = 2_000

/** Ready: new clients can be let in. Without Redis they can. */
export function createReadiness({ clock, redis, probe, isDraining }: ReadinessContext): () => Promise<Readiness> {
  const askDatabase = shared(() =>
    waitAtMost(clock, probeTimeoutMs, probe()).then(
      () => true,
      () => false,
    ),
  )
  return async () => {
    const isDatabaseUp = await askDatabase()
    return {
      isReady: isDatabaseUp && !isDraining(),
      detail: {
        state: isDraining() ? 'draining' : 'serving',
        database: isDatabaseUp ? 'up' : 'away',
        redis: redis(),
      },
    }
  }
}

/** One question for all who ask while it is under way: anybody may ask, and must not keep the database busy. */
function shared<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined
  return () => {
    asked ??= ask().finally(() => {
      asked = undefined
    })
    return asked
  }
}
