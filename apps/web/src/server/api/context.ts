import type { Tracing } from '@duplex/tracing'
import type { Logger } from 'pino'
import type { AccountDependencies } from '../auth/account.ts'
import type { SetUpDependencies } from '../auth/set-up.ts'
import type { Config } from '../config/config.ts'
import type { EventHub } from '../events/event-hub.ts'
import type { Health } from '../health.ts'
import type { StreamHub } from '../streams/stream-hub.ts'

/** What the API is made of. Each group of routes takes the part that it needs. */
export type ApiDependencies = SetUpDependencies &
  AccountDependencies & {
    config: Config
    ticketKey: Uint8Array
    health: Health
    eventHub: EventHub
    streamHub: StreamHub
    logger: Logger
    tracing: Tracing
  }
