import { parentPort } from 'node:worker_threads'
import * as Y from 'yjs'
import { ownBuffers } from '../worker-thread.ts'
import type { DiffQuestion, DiffReply } from './diff-thread.ts'

parentPort?.on('message', (question: DiffQuestion) => {
  const reply = answer(question)
  parentPort?.postMessage(reply, reply.kind === 'done' ? ownBuffers(reply.difference) : [])
})

function answer({ update, stateVector }: DiffQuestion): DiffReply {
  try {
    return { kind: 'done', difference: Y.diffUpdate(update, stateVector) }
  } catch (error) {
    return { kind: 'failed', error }
  }
}
