import { parentPort, workerData } from 'node:worker_threads'
import { createDatabase, DamagedDocumentError } from '@duplex/db'
import { makeSnapshot } from '@duplex/db/state'
import { ownBuffers } from '../worker-thread.ts'
import type { SnapshotReply, SnapshotWorkerData } from './snapshot-thread.ts'

const { databaseUrl }: SnapshotWorkerData = workerData
const database = createDatabase({ url: databaseUrl, poolSize: 1 })

/** Each message is a document's id, and has one answer. */
parentPort?.on('message', (documentId: string) => {
  void answer(documentId).then((reply) => {
    parentPort?.postMessage(reply, reply.kind === 'done' && reply.made ? ownBuffers(reply.made.bytes) : [])
  })
})

async function answer(documentId: string): Promise<SnapshotReply> {
  try {
    const made = await makeSnapshot(database.prisma, documentId)
    return { kind: 'done', made }
  } catch (error) {
    if (error instanceof DamagedDocumentError) return { kind: 'damaged', detail: error.detail }
    return { kind: 'failed', error }
  }
}
