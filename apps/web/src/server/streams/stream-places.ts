import { Refusal } from '../refusal.ts'
import type { StreamSettings } from './stream-settings.ts'

const retryAfterSeconds = 30
/** What a stream into an empty document counts for. */
const minBytes = 64 * 1024

/** How many streams there are at the same time: of a person, and by the size of their documents of all together. */
export class StreamPlaces {
  readonly #settings: Pick<StreamSettings, 'maxStreamsPerUser' | 'maxReplicaBytes'>
  readonly #counts = new Map<string, number>()
  #bytes = 0

  constructor(settings: Pick<StreamSettings, 'maxStreamsPerUser' | 'maxReplicaBytes'>) {
    this.#settings = settings
  }

  /** Answers with the function that gives the place back. Throws `too-many-requests`. */
  take(userId: string, documentBytes: number): () => void {
    const { maxStreamsPerUser, maxReplicaBytes } = this.#settings
    const count = this.#counts.get(userId) ?? 0
    if (count >= maxStreamsPerUser) throw full(`You have ${count} streams open already.`)
    const bytes = Math.max(minBytes, documentBytes)
    if (this.#bytes > 0 && this.#bytes + bytes > maxReplicaBytes) {
      throw full('Too much is being streamed into large documents at the moment.')
    }
    this.#counts.set(userId, count + 1)
    this.#bytes += bytes
    return () => this.#release(userId, bytes)
  }

  #release(userId: string, bytes: number): void {
    this.#bytes -= bytes
    const count = (this.#counts.get(userId) ?? 0) - 1
    if (count > 0) this.#counts.set(userId, count)
    else this.#counts.delete(userId)
  }
}

function full(detail: string): Refusal {
  return new Refusal('too-many-requests', detail, { retryAfterSeconds })
}
