import { openTracing } from '@duplex/tracing'
import { pino } from 'pino'
import { loadConfig } from './config/load-config.ts'
import { runUntilStopped } from './run-until-stopped.ts'
import { createSyncServer } from './server.ts'

const starting = pino()
try {
  const config = await loadConfig()
  const log = pino({ level: config.logLevel, base: { app: 'sync' } })
  const onFailed = (err: unknown) => log.warn({ err }, 'traces could not be sent')
  const tracing = await openTracing(config.tracing, { service: 'duplex-sync', onFailed })
  await runUntilStopped(createSyncServer({ config, log, tracing }), log)
} catch (err) {
  starting.fatal({ err }, 'the sync server cannot start')
  process.exit(1)
}
