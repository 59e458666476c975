import type { AccessFacts, AccessStore } from './access-store.ts'

type Batch = {
  readonly documentIds: Set<string>
  readonly sessionIds: Set<string>
  readonly facts: Promise<AccessFacts>
}

/**
 * Reads for many at once: whoever asks while a read is under way shares the next one, which begins later than the
 * question, so that no answer is older than it. Everybody who comes back after a restart costs a few reads.
 */
export function gatherReads(store: AccessStore): AccessStore {
  let before: Promise<unknown> = Promise.resolve()
  let gathering: Batch | undefined

  function begin(): Batch {
    const [documentIds, sessionIds] = [new Set<string>(), new Set<string>()]
    const facts = before.then(() => {
      gathering = undefined
      return store.read([...documentIds], [...sessionIds])
    })
    // A read that failed is told to those who asked; the next one is tried all the same.
    before = facts.catch(() => undefined)
    return { documentIds, sessionIds, facts }
  }

  return {
    read(documentIds, sessionIds) {
      gathering ??= begin()
      for (const id of documentIds) gathering.documentIds.add(id)
      for (const id of sessionIds) gathering.sessionIds.add(id)
      return gathering.facts
    },
  }
}
