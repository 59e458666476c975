import { type Config, readConfig } from './config.ts'

/** The only place of the web process that looks at its environment. */
export function readEnvironment(): Config {
  return readConfig(process.env)
}

/** Whether this is `next dev`; decides only what hot reload needs from the security headers. */
export function isDevelopment(): boolean {
  return process.env.NODE_ENV === 'development'
}
