import { readEnvironment } from './config/environment.ts'
import { stampRequests } from './network/client-stamp.ts'

/** Refuses to start on an environment that cannot be used, and begins to vouch for where requests come from. */
export function startServer(): void {
  stampRequests(readEnvironment().trustedProxies)
}
