import { isDevelopment, readEnvironment } from './config/environment.ts'
import { stampRequests } from './network/client-stamp.ts'
import { refuseUpgrades } from './network/refuse-upgrades.ts'

/** Refuses to start on an environment that cannot be used, and prepares for requests before the first one comes. */
export function startServer(): void {
  stampRequests(readEnvironment().trustedProxies)
  // Hot reload comes over a socket.
  if (!isDevelopment()) refuseUpgrades()
}
