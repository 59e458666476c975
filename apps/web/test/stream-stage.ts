import { afterAll, beforeAll, beforeEach, onTestFinished } from 'vitest'
import type { Seams } from '../src/server/container.ts'
import { type Cast, createCast, createSharedDocument } from './test-documents.ts'
import { listen, type TestListener } from './test-listener.ts'
import { openReader, type Producer, produce, type Reader, type Sending } from './test-stream.ts'
import { createTestSync, type TestSync } from './test-sync.ts'
import { startTestWeb, type TestWeb } from './test-web.ts'

/** Web and sync for the tests of one file, people, and a shared document for each test. */
export type StreamStage = {
  readonly sync: TestSync
  readonly web: TestWeb
  readonly server: TestListener
  readonly cast: Cast
  /** Of the document. */
  readonly id: string
  /** Streams into it, as its editor and to the server itself where nothing else is said. Is killed with the test. */
  stream(sending?: Sending, url?: string): Producer
  /** Has it open. Leaves with the test. */
  readAs(who: keyof Cast): Promise<Reader>
  contentOf(format?: 'text' | 'markdown'): Promise<string>
}

/** Call it while the tests of a file are being collected; what it answers with is there as soon as they run. */
export function setStreamStage(seams: Partial<Pick<Seams, 'streams' | 'shutdown'>> = {}): StreamStage {
  let parts: Pick<StreamStage, 'sync' | 'web' | 'server' | 'cast'>
  let id = ''
  beforeAll(async () => {
    const sync = await createTestSync()
    const web = await startTestWeb({ SYNC_INTERNAL_URL: sync.url }, undefined, {}, seams)
    await sync.start(web.databaseUrl)
    parts = { sync, web, server: await listen(web), cast: await createCast(web) }
  })
  beforeEach(async () => {
    id = await createSharedDocument(parts.web, parts.cast)
  })
  afterAll(async () => {
    await parts.server.close()
    await parts.sync.close()
    await parts.web.stop()
  })
  return {
    get sync() {
      return parts.sync
    },
    get web() {
      return parts.web
    },
    get server() {
      return parts.server
    },
    get cast() {
      return parts.cast
    },
    get id() {
      return id
    },
    stream(sending, url = parts.server.url) {
      const producer = produce(url, id, { as: parts.cast.editor.token, ...sending })
      onTestFinished(() => producer.kill())
      return producer
    },
    async readAs(who) {
      const reader = await openReader(parts.web, parts.cast[who], id)
      onTestFinished(() => reader.leave())
      return reader
    },
    async contentOf(format = 'text') {
      const path = `/api/v1/documents/${id}/content?format=${format}`
      return (await parts.web.call('GET', path, { as: parts.cast.owner.token })).text
    },
  }
}
