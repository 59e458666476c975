import { carryByWebSocket, type TransportName, transportNames } from '@duplex/protocol/client'
import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest'
import { WebSocket } from 'ws'
import { countStreams } from '../src/ui/lab/engine/count-streams.ts'
import type { LaneReport } from '../src/ui/lab/engine/lane-report.ts'
import { LabRun, type RunParts, type RunView } from '../src/ui/lab/engine/run.ts'
import { recommend } from '../src/ui/lab/findings/recommend.ts'
import { type Job, type Knob, toJob } from '../src/ui/lab/job/job.ts'
import { readJob, writeJob } from '../src/ui/lab/job/job-query.ts'
import { createSession } from './test-documents.ts'
import { startRelay } from './test-relay.ts'
import { createTestSync, type TestSync } from './test-sync.ts'
import { startTestWeb, type TestPerson, type TestWeb } from './test-web.ts'

type Runner = Pick<TestPerson, 'id' | 'token'>

let sync: TestSync
let web: TestWeb
/** One for each test: a person has one run at a time. */
const people: Runner[] = []
beforeAll(async () => {
  sync = await createTestSync()
  web = await startTestWeb({ SYNC_INTERNAL_URL: sync.url })
  await sync.start(web.databaseUrl)
  for (let i = 0; i < 7; i++) {
    const { id } = await web.prisma.user.create({ data: { name: `Person ${i}`, email: `${i}@example.org` } })
    people.push({ id, token: (await createSession(web, id)).token })
  }
})
afterAll(async () => {
  await sync.close()
  await web.stop()
})

const path = '/api/v1/me/lab-documents'
/** Two or three requests, of the 80 and more that a client makes. */
const maxAfterReportBytes = 2_000

/** Tickets that lead through a relay of the lane's own, which knows what really went over the network. */
async function relayLanes({ onTestFinished }: TestContext, ada: Runner) {
  const port = Number(new URL(sync.url).port)
  const relays = await Promise.all(transportNames.map(() => startRelay(port)))
  onTestFinished(() => {
    for (const relay of relays) relay.close()
  })
  const ids: string[] = []
  const ticketsFor: RunParts['ticketsFor'] = (id) => {
    const relay = relays[ids.push(id) - 1]
    return async (asked) => {
      const answer = await partsOf(ada).ticketsFor(id)(asked)
      if (answer.kind === 'refused') return answer
      return { ...answer, url: `ws://127.0.0.1:${relay?.port}/sync/v1/${id}` }
    }
  }
  return { relays, ticketsFor }
}

function partsOf(ada: Runner, change: Partial<RunParts> = {}): RunParts {
  return {
    makeDocuments: async () => {
      const { body } = await web.call('POST', path, { as: ada.token, body: { titles: [...transportNames] } })
      const ids = transportNames.map((name, i) => [name, body.items[i].id])
      return Object.fromEntries(ids) as Record<TransportName, string>
    },
    removeDocuments: async () => void (await web.call('DELETE', path, { as: ada.token })),
    ticketsFor: (id) => async () => {
      const { body } = await web.call('POST', `/api/v1/documents/${id}/ticket`, { as: ada.token, body: {} })
      return { kind: 'ticket', url: `${sync.url}/sync/v1/${id}`, protocols: body.protocols }
    },
    wires: { openSocket: carryByWebSocket(WebSocket), fetch: (...request) => fetch(...request) },
    takePlace: async () => true,
    ...change,
  }
}

/** Runs in the name of somebody of its own: each person has one run at a time. */
async function run(
  { onTestFinished }: TestContext,
  ada: Runner,
  wished: Partial<Record<Knob, number>>,
  change?: Partial<RunParts>,
): Promise<RunView> {
  const started = new LabRun(toJob(wished), partsOf(ada, change))
  onTestFinished(() => started.stop())
  return await started.done
}

const laneOf = (view: RunView, name: TransportName) =>
  view.lanes.find(({ transport }) => transport === name) as LaneReport
const labDocuments = ({ id }: Runner) =>
  web.prisma.document.count({ where: { expiresAt: { not: null }, members: { some: { userId: id } } } })

describe.concurrent('a run of the lab', () => {
  test('ends with equal documents, counts what the server counts, and leaves no document behind', async (context) => {
    const ada = people.pop() as Runner
    const { relays, ticketsFor } = await relayLanes(context, ada)
    const wished = { seconds: 6, cutSeconds: 0, editsPerTenSeconds: 60, pollIntervalMs: 400, readers: 2 }
    const view = await run(context, ada, wished, { ticketsFor })
    expect(view.phase).toBe('done')
    for (const lane of view.lanes) {
      expect(lane, JSON.stringify(lane)).toMatchObject({
        isEqual: true,
        isSameCount: true,
        problem: undefined,
        written: 36,
        delivered: 72,
        unseated: 0,
      })
      expect(lane.moments.map(({ second }) => second)).toEqual([0, 1, 2, 3, 4, 5])
    }
    for (const [i, { server }] of view.lanes.entries()) {
      const [up, down] = [
        (relays[i]?.up ?? 0) - (server?.bytesUp ?? 0),
        (relays[i]?.down ?? 0) - (server?.bytesDown ?? 0),
      ]
      // The report itself, and what each of three clients says when it leaves.
      for (const after of [up, down]) {
        expect(after).toBeGreaterThanOrEqual(0)
        expect(after).toBeLessThan(3 * maxAfterReportBytes)
      }
    }
    expect(view.lanes.map(({ held }) => held)).toEqual([3, 3, 3, 0])
    expect(await labDocuments(ada)).toBe(0)
  })

  test('shows that a poll comes half its interval late, and what comes by itself does not', async (context) => {
    const ada = people.pop() as Runner
    const view = await run(context, ada, {
      seconds: 12,
      cutSeconds: 0,
      editsPerTenSeconds: 100,
      pollIntervalMs: 1_000,
      answers: 0,
    })
    const [, stream, , polling] = view.lanes.map(({ latency }) => latency?.mean ?? 0)
    // A busy machine makes everything later, so what counts is the difference.
    const waited = (polling ?? 0) - (stream ?? 0)
    expect(waited).toBeGreaterThan(380)
    expect(waited).toBeLessThan(680)
    expect(recommend(view.job, view.lanes)).toMatchObject({ wire: 'sse' })
  })

  test('cuts the readers off, and tells how long they took to come back', async (context) => {
    const ada = people.pop() as Runner
    const view = await run(context, ada, {
      seconds: 6,
      cutSeconds: 1,
      editsPerTenSeconds: 50,
      pollIntervalMs: 300,
      delayMs: 20,
    })
    for (const lane of view.lanes) {
      expect(lane, JSON.stringify(lane)).toMatchObject({ isEqual: true, written: 31, delivered: 31, isSameCount: true })
      expect(lane.recoveryMs).toBeGreaterThan(0)
      // One way to the server, and one to the reader.
      expect(lane.latency?.p50).toBeGreaterThanOrEqual(40)
    }
  })

  test('can be told to stop, and to do the same again', async () => {
    const ada = people.pop() as Runner
    const job: Job = toJob({ seconds: 60 })
    const started = new LabRun(readJob(new URLSearchParams(writeJob(job))), partsOf(ada))
    await new Promise<void>((resolve) => {
      started.subscribe(() => started.getSnapshot().phase === 'writing' && resolve())
    })
    started.stop()
    const view = await started.done
    expect([view.phase, view.job]).toEqual(['stopped', job])
    expect(await labDocuments(ada)).toBe(0)
  })

  test('goes on without a wire that does not work, and says why', async (context) => {
    const ada = people.pop() as Runner
    let places = 3
    const takePlace = async () => places-- > 0
    const openSocket: RunParts['wires']['openSocket'] = (_, __, events) => {
      queueMicrotask(() => events.onClose(4401, ''))
      return { send: () => undefined, close: () => undefined }
    }
    const wires = { openSocket, fetch: partsOf(ada).wires.fetch }
    const view = await run(context, ada, { seconds: 5, cutSeconds: 0, pollIntervalMs: 300 }, { takePlace, wires })
    expect(view.lanes.map(({ problem, unseated }) => [problem, unseated])).toEqual([
      ['signedOut', 0],
      [undefined, 0],
      ['crowded', 1],
      [undefined, 0],
    ])
    expect(laneOf(view, 'polling').isEqual).toBe(true)
    expect(recommend(view.job, view.lanes)).toMatchObject({ wire: 'sse', instead: 'polling' })
  })

  test('fails where there are no documents for it', async (context) => {
    const ada = people.pop() as Runner
    const makeDocuments = async () => Promise.reject(new Error('signed out'))
    expect(await run(context, ada, {}, { makeDocuments })).toMatchObject({
      phase: 'failed',
      error: new Error('signed out'),
    })
  })

  test('counts the streams that open at once: all, where nothing limits them', async () => {
    const parts = partsOf(people.pop() as Runner)
    const { polling } = await parts.makeDocuments(new AbortController().signal)
    expect(await countStreams(parts.ticketsFor(polling), parts.wires.fetch)).toEqual({ opened: 8, tried: 8 })
    await parts.removeDocuments()
  })
})
