import type { StreamEvent } from '@duplex/protocol/event-parser'

/** One event of the stream, as far as a tab needs it: documents are read anew, whatever happened to them. */
export type NewsEvent = {
  /** `ready`: everything up to `id` has been told. `reset`: something before `id` never will be. */
  event: 'ready' | 'reset' | 'document'
  id: number
}

/** Undefined for news of a kind that this page does not know. */
export function readNewsEvent({ event, data }: StreamEvent): NewsEvent | undefined {
  if (event !== 'ready' && event !== 'reset' && event !== 'document') return undefined
  const { id } = JSON.parse(data) as { id: number }
  return { event, id }
}

export type Heard = {
  /** What the tab shows holds every event up to this one. */
  position: number
  /** Whether it holds them only once it is read anew. */
  isStale: boolean
}

/** What an event means to a tab that has everything up to `position`. A tab may hear an event twice, and miss some. */
export function hear(position: number | undefined, { event, id }: NewsEvent): Heard {
  if (event === 'reset') return { position: id, isStale: true }
  if (position === undefined) return { position: id, isStale: event === 'document' }
  return { position: Math.max(position, id), isStale: id > position }
}
