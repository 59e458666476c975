import { Redis } from 'ioredis'

/** Whether Redis answers. It carries nothing of a single node, so its absence degrades nothing that was promised. */
export type RedisHealth = { readonly state: 'absent' | 'up' | 'degraded'; close(): void }

const maxRetryMs = 10_000

export function createRedisHealth(url: string | undefined, onFailed: (cause: unknown) => void): RedisHealth {
  if (url === undefined) return { state: 'absent', close: () => undefined }
  const redis = new Redis(url, {
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    retryStrategy: (attempt) => Math.min(maxRetryMs, 100 * 2 ** attempt),
  })
  // Unheard, an error would end the process. One line for each outage is enough.
  let isFailing = false
  redis.on('ready', () => {
    isFailing = false
  })
  redis.on('error', (cause) => {
    if (!isFailing) onFailed(cause)
    isFailing = true
  })
  return {
    get state() {
      return redis.status === 'ready' ? 'up' : 'degraded'
    },
    close: () => redis.disconnect(),
  }
}
