import { createHash } from 'node:crypto'
import type { Config, Settings } from '../config/config.ts'
import type { Connections } from '../connection/connections.ts'
import type { Rooms } from '../room/rooms.ts'
import type { Store } from '../store/store.ts'
import type { Telemetry } from '../telemetry/telemetry.ts'
import type { Bus } from './bus.ts'
import { MemoryHub } from './memory-bus.ts'
import { RedisBus } from './redis-bus.ts'
import { Relay, type RelayContext } from './relay.ts'

export type RelayParts = Pick<RelayContext, 'id' | 'clock' | 'wheel'> & {
  readonly settings: Pick<Settings, 'nodeSilentMs'>
  readonly config: Pick<Config, 'redisUrl' | 'ticketKey'>
  /** In place of what the configuration says. */
  readonly bus: Bus | undefined
  rooms(): Rooms
  readonly store: Pick<Store, 'readNewest'>
  readonly connections: Connections
  readonly telemetry: Telemetry
}

/** Joins this node to the others of its installation over Redis, or to nobody. Opens nothing before it is started. */
export function createRelay(parts: RelayParts): Relay {
  const { config, rooms, store, connections, telemetry } = parts
  return new Relay({
    ...parts,
    nodeSilentMs: parts.settings.nodeSilentMs,
    bus: parts.bus ?? createBus(config, telemetry),
    prefix: `duplex:${installationOf(config.ticketKey)}`,
    findRoom: (documentId) => rooms().find(documentId),
    openRooms: () => rooms().open,
    readNewest: store.readNewest,
    onState(state) {
      telemetry.busChanged(state)
      for (const connection of connections.all()) connection.tell({ kind: 'nodes', state })
    },
    onPassed: telemetry.busMessagePassed,
  })
}

function createBus({ redisUrl }: RelayParts['config'], telemetry: Telemetry): Bus {
  if (redisUrl === undefined) return new MemoryHub().join()
  return new RedisBus({ url: redisUrl, onFailed: telemetry.redisFailed })
}

/** All nodes of an installation share its ticket secret, and no other installation has it. */
function installationOf(ticketKey: Uint8Array): string {
  return createHash('sha256').update('duplex bus').update(ticketKey).digest('hex').slice(0, 16)
}
