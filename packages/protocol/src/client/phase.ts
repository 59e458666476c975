import type { OutboxFacts } from './outbox.ts'
import type { Attached, ConnectionStatus, EndCause } from './status.ts'

/** Where a connector stands. `attempting`: from asking for a ticket until the hello. */
export type Phase =
  | { kind: 'attempting' }
  | ({ kind: 'attached' } & Attached)
  | { kind: 'waiting'; cause: EndCause; retryAt: number }
  | { kind: 'stopped'; cause: EndCause }
  | { kind: 'destroyed' }

export type Surroundings = { outbox: OutboxFacts; isOnline: boolean; isDiverged: boolean }

export function toStatus(phase: Phase, { outbox, isOnline, isDiverged }: Surroundings): ConnectionStatus {
  switch (phase.kind) {
    case 'attempting':
      return isOnline ? { kind: 'connecting', outbox } : { kind: 'offline', outbox }
    case 'waiting':
      return isOnline ? { ...phase, outbox } : { kind: 'offline', outbox }
    case 'attached':
      return { ...phase, kind: isDiverged ? 'diverged' : 'live', outbox }
    case 'stopped':
      return { ...phase, outbox }
    case 'destroyed':
      return { kind: 'stopped', cause: 'normal', outbox }
  }
}
