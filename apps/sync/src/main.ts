import { pino } from 'pino'
import { loadConfig } from './config/load-config.ts'
import { runUntilStopped } from './run-until-stopped.ts'
import { createSyncServer } from './server.ts'

const starting = pino()
try {
  const config = await loadConfig()
  const log = pino({ level: config.logLevel, base: { app: 'sync' } })
  await runUntilStopped(createSyncServer({ config, log }), log)
} catch (err) {
  starting.fatal({ err }, 'the sync server cannot start')
  process.exit(1)
}
