import type { UserEvent } from '@duplex/db'
import type { EventView } from '../api/schemas.ts'

/** What a person is told: that something changed. What it is now they have to ask for, and may be refused. */
export function presentEvent({ seq, kind, documentId, at }: UserEvent): EventView {
  return { id: seq, kind, documentId, at: at.toISOString() }
}
