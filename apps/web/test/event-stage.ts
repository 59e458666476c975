import { afterAll, beforeAll, onTestFinished } from 'vitest'
import type { EventSettings } from '../src/server/events/event-hub.ts'
import { createSession } from './test-documents.ts'
import { type Asking, type Follower, followFromNow } from './test-event-stream.ts'
import { listen, type TestListener } from './test-listener.ts'
import { startTestWeb, type TestWeb } from './test-web.ts'

type Followed = Follower & {
  readonly readyAt: number
  readonly session: { readonly id: string; readonly token: string }
}

/** Web for the event streams of one file's tests. */
export type EventStage = {
  readonly web: TestWeb
  readonly server: TestListener
  /** Follows as a person with a session of the test's own, so that nobody runs out of places. Leaves with the test. */
  followAs(person: { readonly id: string }, asking?: Asking): Promise<Followed>
}

/** Call it while the tests of a file are being collected; what it answers with is there as soon as they run. */
export function setEventStage(settings: Partial<EventSettings>): EventStage {
  let parts: Pick<EventStage, 'web' | 'server'>
  beforeAll(async () => {
    const web = await startTestWeb({}, undefined, settings)
    parts = { web, server: await listen(web) }
  })
  afterAll(async () => {
    await parts.server.close()
    await parts.web.stop()
  })
  return {
    get web() {
      return parts.web
    },
    get server() {
      return parts.server
    },
    async followAs({ id }, asking) {
      const session = await createSession(parts.web, id)
      const follower = await followFromNow(parts.server.url, session.token, asking)
      onTestFinished(() => follower.leave())
      return { ...follower, session }
    },
  }
}
