import { Redis } from 'ioredis'
import type { LauncherConfig } from '../../config.ts'
import { placeOf, reasonOf } from '../context.ts'
import { type Finding, toFinding } from './finding.ts'
import { judgeNoRedis } from './verdicts.ts'

/** One that takes longer would be of no use to people who write. */
const answerMs = 2_000

/** `nodes`: processes of sync that say that they run. */
export async function checkRedis({ redisUrl }: LauncherConfig, nodes: number): Promise<Finding> {
  const about = 'redis'
  if (redisUrl === undefined) {
    const verdict = judgeNoRedis(nodes)
    const effect =
      verdict === 'good' ? '' : `, and ${nodes} run: edits at another come up to 10 s late, and who is there is unseen`
    return toFinding(about, verdict, `none (REDIS_URL is not set): enough for one process of sync${effect}`)
  }
  const place = placeOf(redisUrl)
  const client = new Redis(redisUrl, {
    lazyConnect: true,
    connectTimeout: answerMs,
    commandTimeout: answerMs,
    retryStrategy: () => null,
  })
  // Heard where the command fails; an error event that nobody listens to is printed.
  client.on('error', () => undefined)
  try {
    const began = performance.now()
    await client.connect()
    await client.ping()
    const ms = Math.ceil(performance.now() - began)
    const version = /redis_version:(\S+)/.exec(await client.info('server'))?.[1] ?? 'of unknown version'
    return toFinding(about, 'good', `Redis ${version} at ${place}, answered in ${ms} ms`)
  } catch (error) {
    const effect = 'documents stay whole, and others see edits a second late'
    return toFinding(about, 'failure', `${place} does not answer (${reasonOf(error)}): ${effect}`)
  } finally {
    client.disconnect()
  }
}
