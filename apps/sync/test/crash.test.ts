import { randomInt } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { type ChildServer, startChildServer } from './support/child-server.ts'
import { useFixture } from './support/fixture.ts'
import { until } from './support/until.ts'
import type { WireClient } from './support/wire-client.ts'
import { ticketSecret } from './support/world.ts'

/** More of them make a soak test of it: `SOAK_ROUNDS=1000 npx vitest run --project sync test/crash.test.ts`. */
const rounds = Number(process.env.SOAK_ROUNDS ?? 50)
const maxRoundMs = 6_000

/** Types words that occur once, and knows which of them it was told are stored. */
class Author {
  client: WireClient | undefined
  /** The word that each numbered message of the present connection carried. */
  private readonly wordByNumber = new Map<number, string>()
  private count = 0

  constructor(
    readonly letter: string,
    readonly doc: Y.Doc,
  ) {}

  connected(client: WireClient): void {
    this.client = client
    this.wordByNumber.clear()
  }

  type(): void {
    const words = this.doc.getArray<string>('default')
    const word = `${this.letter}${this.count++}`
    words.insert(randomInt(words.length + 1), [word])
    if (this.client) this.wordByNumber.set(this.client.sent, word)
  }

  wordsSeenFrom(other: Author): string[] {
    return wordsOf(this.doc).filter((word) => word.startsWith(other.letter))
  }

  get storedWords(): string[] {
    const stored = this.client?.ack?.stored ?? 0
    return [...this.wordByNumber].filter(([number]) => number <= stored).map(([, word]) => word)
  }
}

describe('ST1 kill -9', () => {
  const fixture = useFixture()

  it(
    'ST1 loses nothing that was called stored or shown to somebody else, at any moment',
    async () => {
      const documentId = await fixture.world.addDocument()
      const people = await Promise.all([fixture.world.addPerson('Ada'), fixture.world.addPerson('Bob')])
      const authors = ['a', 'b'].map((letter) => new Author(letter, new Y.Doc()))
      const [ada, bob] = authors as [Author, Author]
      let moments = ''
      let checked = 0
      const connectAll = async (server: ChildServer) => {
        for (const [i, author] of authors.entries()) {
          const person = people[i] as (typeof people)[number]
          const client = await fixture.connect(server, documentId, person, { doc: author.doc })
          author.connected(await client.sync())
        }
      }
      for (let round = 0; round < rounds; round++) {
        const server = await startChildServer(fixture.database.url, ticketSecret)
        await connectAll(server)
        const edits = randomInt(1, 60)
        moments += `${edits} `
        for (let i = 0; i < edits; i++) {
          for (const author of authors) author.type()
          await new Promise((resolve) => setImmediate(resolve))
        }
        const killed = server.kill('SIGKILL')
        const isOver = () => authors.every((author) => author.client?.closed)
        await Promise.all([killed, until('both are cut off', isOver)])
        const stored = new Set(wordsOf(await fixture.world.readDocument(documentId)))
        const promised = [...ada.storedWords, ...bob.storedWords]
        const shown = [...ada.wordsSeenFrom(bob), ...bob.wordsSeenFrom(ada)]
        checked += promised.length + shown.length
        const missing = [...promised, ...shown].filter((word) => !stored.has(word))
        expect(missing, `edits before each kill: ${moments}`).toEqual([])
        const seqs = await fixture.world.readSeqs(documentId)
        expect(seqs).toEqual(seqs.map((_, i) => i + 1))
      }
      expect(checked, 'words that were promised or shown').toBeGreaterThan(rounds)
      const server = await startChildServer(fixture.database.url, ticketSecret)
      await connectAll(server)
      for (const author of authors) await author.client?.stored()
      await until('both are equal', () => `${wordsOf(ada.doc)}` === `${wordsOf(bob.doc)}`)
      expect(wordsOf(await fixture.world.readDocument(documentId))).toEqual(wordsOf(ada.doc))
      expect(new Set(wordsOf(ada.doc)).size, 'nothing is doubled').toBe(wordsOf(ada.doc).length)
      expect(await server.kill('SIGTERM')).toBe(0)
    },
    60_000 + rounds * maxRoundMs,
  )
})

function wordsOf(doc: Y.Doc): string[] {
  return doc.getArray<string>('default').toArray()
}
