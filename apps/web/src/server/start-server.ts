import { isDevelopment, readEnvironment } from './config/environment.ts'
import { makeAnswersCuttable } from './network/answer-cut.ts'
import { limitBodies } from './network/body-deadline.ts'
import { stampRequests } from './network/client-stamp.ts'
import { refuseUpgrades } from './network/refuse-upgrades.ts'
import { watchForShutdown } from './network/shutdown-signal.ts'
import { isStreamPath } from './network/stream-path.ts'
import { defaultStreamSettings } from './streams/stream-settings.ts'

/** What Node.js allows a body by itself; a stream ends by itself before its time here, and says why. */
const bodyTimes = { usualMs: 300_000, streamMs: defaultStreamSettings.maxStreamMs + 60_000, lingerMs: 5_000 }

/** Refuses to start on an environment that cannot be used, and prepares for requests before the first one comes. */
export function startServer(): void {
  stampRequests(readEnvironment().trustedProxies)
  makeAnswersCuttable('/api/v1/events')
  limitBodies({ ...bodyTimes, isStream: (url) => isStreamPath(url.split('?')[0] ?? '') })
  watchForShutdown()
  // Hot reload comes over a socket.
  if (!isDevelopment()) refuseUpgrades()
}
