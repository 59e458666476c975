import * as Y from 'yjs'
import type { ServerUnderTest } from '../server/server-under-test.ts'
import { Connection } from './connection.ts'
import type { Writer } from './writer.ts'

/** Many who read what one person types. A letter counts as seen when the last of them has it. */
export class Audience {
  readonly #writer: Writer
  readonly #connections: Connection[] = []
  /** Letters that each reader has. */
  readonly #counts: number[]
  #eachMs: number[] = []

  private constructor(writer: Writer, size: number) {
    this.#writer = writer
    this.#counts = new Array<number>(size).fill(0)
  }

  static async join(server: ServerUnderTest, documentId: string, writer: Writer, size: number): Promise<Audience> {
    const audience = new Audience(writer, size)
    for (let reader = 0; reader < size; reader++) {
      const onUpdate = (update: Uint8Array) => {
        for (const { id, length } of Y.decodeUpdate(update).structs) {
          if (id.client === writer.clientId) audience.#hear(reader, id.clock + length)
        }
      }
      audience.#connections.push(await Connection.open(await server.invite(documentId), new Y.Doc(), { onUpdate }))
    }
    return audience
  }

  /** Times in ms, of each letter to each reader. */
  get eachMs(): readonly number[] {
    return this.#eachMs
  }

  /** Drops what was measured, as after a warm-up. */
  forget(): void {
    this.#eachMs = []
  }

  leave(): void {
    for (const connection of this.#connections) connection.close()
  }

  #hear(reader: number, count: number): void {
    for (let letter = this.#counts[reader] ?? 0; letter < count; letter++) {
      this.#eachMs.push(this.#writer.seen.since(letter))
    }
    this.#counts[reader] = count
    this.#writer.hearSeen(Math.min(...this.#counts))
  }
}
