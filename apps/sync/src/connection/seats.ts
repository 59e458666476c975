import { Overload, type OverloadOf } from '../overload.ts'

/** Whom a connection counts against. */
export type Occupant = { readonly userId: string; readonly address: string; readonly documentId: string }

/** One connection's place, from the moment its ticket is known to be good. */
export type Seat = { release(): void }

export type SeatsContext = {
  readonly settings: {
    readonly maxConnectionsPerUser: number
    readonly maxConnectionsPerAddress: number
    readonly maxConnectionsPerDocument: number
  }
  random(): number
}

/** A place gets free when somebody leaves, which no rate foretells. To this, up to as much is added at random. */
const retryMs = 15_000

/** Connections by user, address and document: open ones and those that are being let in. Nobody is ever evicted. */
export class Seats {
  private readonly counts = {
    userId: new Map<string, number>(),
    address: new Map<string, number>(),
    documentId: new Map<string, number>(),
  }

  constructor(private readonly context: SeatsContext) {}

  /** Throws an Overload where one of the limits is reached, and then counts nothing. */
  take(occupant: Occupant): Seat {
    const full = this.fullFor(occupant)
    if (full) throw new Overload(full, retryMs * (1 + this.context.random()))
    this.count(occupant, 1)
    let isTaken = true
    return {
      release: () => {
        if (isTaken) this.count(occupant, -1)
        isTaken = false
      },
    }
  }

  private fullFor({ userId, address, documentId }: Occupant): OverloadOf | undefined {
    const { counts } = this
    const { maxConnectionsPerUser, maxConnectionsPerAddress, maxConnectionsPerDocument } = this.context.settings
    if ((counts.userId.get(userId) ?? 0) >= maxConnectionsPerUser) return 'userConnections'
    if ((counts.address.get(address) ?? 0) >= maxConnectionsPerAddress) return 'addressConnections'
    if ((counts.documentId.get(documentId) ?? 0) >= maxConnectionsPerDocument) return 'documentConnections'
    return undefined
  }

  private count(occupant: Occupant, change: 1 | -1): void {
    for (const kind of ['userId', 'address', 'documentId'] as const) {
      const byKey = this.counts[kind]
      const count = (byKey.get(occupant[kind]) ?? 0) + change
      if (count === 0) byKey.delete(occupant[kind])
      else byKey.set(occupant[kind], count)
    }
  }
}
