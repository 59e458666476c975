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
        seqs.push(
          await store.append({ documentId, bytes: bytesOf(seqs.length), authorIds: [randomUUID()], claims: [] }),
        )
      }
      expect(seqs).toEqual([1, 1, 2, 3, 2])
      expect(await store.load(a)).toEqual({ updates: [bytesOf(0), bytesOf(2), bytesOf(3)], seq: 3, claims: new Map() })
    })

    it('V4 keeps claims with the update that made them, and stores nothing under a claim of somebody else', async () => {
      const { store, createDocument } = open()
      const documentId = await createDocument()
      const [ada, eve] = [randomUUID(), randomUUID()]
      const append = (userId: string, ...clientIds: number[]) => {
        const claims = clientIds.map((clientId) => ({ clientId, userId }))
        return store.append({ documentId, bytes: bytesOf(1), authorIds: [userId], claims })
      }
      expect([await append(ada, 7, 8), await append(eve, 8), await append(eve, 9)]).toEqual([1, 'taken', 2])
      const claims = new Map([...[7, 8].map((id) => [id, ada] as const), [9, eve]])
      expect(await store.readClaims(documentId)).toEqual(claims)
      expect(await store.load(documentId)).toMatchObject({ claims, seq: 2 })
    })

    it('ST4 reads what follows a seq, up to a limit', async () => {
      const { store, createDocument } = open()
      const documentId = await createDocument()
      for (const byte of [1, 2, 3, 4])
        await store.append({ documentId, bytes: bytesOf(byte), authorIds: [], claims: [] })
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
      const append = (documentId: string) => store.append({ documentId, bytes: bytesOf(1), authorIds: [], claims: [] })
      expect(await Promise.all([append(gone), append(there)])).toEqual(['gone', 1])
    })
  })
}
