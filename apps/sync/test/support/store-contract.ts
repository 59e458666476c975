import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Store } from '../../src/store/store.ts'

export type StoreUnderTest = {
  readonly store: Store
  createDocument(): Promise<string>
  removeDocument(documentId: string): Promise<void>
}

const bytesOf = (...bytes: number[]) => new Uint8Array(bytes)

/** What rooms rely on, of any store. */
export function describeStore(name: string, open: () => StoreUnderTest): void {
  describe(`the store contract: ${name}`, () => {
    it('ST8 knows nothing of a document that does not exist', async () => {
      expect(await open().store.load(randomUUID())).toBeUndefined()
    })

    it('ST4 numbers the updates of each document from 1 without a gap, in the order they were appended', async () => {
      const { store, createDocument } = open()
      const [a, b] = [await createDocument(), await createDocument()]
      const seqs: unknown[] = []
      for (const documentId of [a, b, a, a, b]) {
        seqs.push(await store.append({ documentId, bytes: bytesOf(seqs.length), authorIds: [randomUUID()] }))
      }
      expect(seqs).toEqual([1, 1, 2, 3, 2])
      expect(await store.load(a)).toEqual({ updates: [bytesOf(0), bytesOf(2), bytesOf(3)], seq: 3 })
    })

    it('ST4 reads what follows a seq, up to a limit', async () => {
      const { store, createDocument } = open()
      const documentId = await createDocument()
      for (const byte of [1, 2, 3, 4]) await store.append({ documentId, bytes: bytesOf(byte), authorIds: [] })
      expect(await store.readAfter(documentId, 1, 2)).toEqual([
        { seq: 2, bytes: bytesOf(2) },
        { seq: 3, bytes: bytesOf(3) },
      ])
      expect(await store.readAfter(documentId, 4, 10)).toEqual([])
    })

    it('ST1 says where a document is gone, and stores the rest of the group', async () => {
      const { store, createDocument, removeDocument } = open()
      const [gone, there] = [await createDocument(), await createDocument()]
      await removeDocument(gone)
      const append = (documentId: string) => store.append({ documentId, bytes: bytesOf(1), authorIds: [] })
      expect(await Promise.all([append(gone), append(there)])).toEqual([undefined, 1])
    })
  })
}
