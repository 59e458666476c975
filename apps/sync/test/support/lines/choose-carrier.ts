import type { Carrier } from './lines.ts'
import { areNamespacesAllowed, namespaces } from './namespaces.ts'
import { proxies } from './proxies.ts'

/** The best that this machine allows. `SYNC_LINES=proxies` keeps to them. */
export function chooseCarrier(): Carrier {
  return process.env.SYNC_LINES !== 'proxies' && areNamespacesAllowed() ? namespaces : proxies
}
