import { isDevelopment, readEnvironment } from './config/environment.ts'
import { makeAnswersCuttable } from './network/answer-cut.ts'
import { stampRequests } from './network/client-stamp.ts'
import { refuseUpgrades } from './network/refuse-upgrades.ts'
import { watchForShutdown } from './network/shutdown-signal.ts'

/** Refuses to start on an environment that cannot be used, and prepares for requests before the first one comes. */
export function startServer(): void {
  stampRequests(readEnvironment().trustedProxies)
  makeAnswersCuttable('/api/v1/events')
  watchForShutdown()
  // Hot reload comes over a socket.
  if (!isDevelopment()) refuseUpgrades()
}
