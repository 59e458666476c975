import { type Logger, pino } from 'pino'

/** JSON lines on standard output. */
export function createLogger(level: string): Logger {
  return pino({ name: 'web', level, redact: { paths: ['*.password', '*.token', '*.ticket'], remove: true } })
}
