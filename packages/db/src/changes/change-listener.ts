import { addAbortListener } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import { clientWatch } from '../client-watch.ts'
import { type Change, changeChannel, changeSchema } from './change.ts'

export type ChangeListenerOptions = {
  /** Needs a connection of its own: a pooler in transaction mode would drop the subscription. */
  url: string
  onChange(change: Change): void
  /** Listening, from this moment on. Earlier changes may have been missed: compare with the database. */
  onUp(): void
  /** Not listening any more, or not yet; called at each failed attempt, with its cause. */
  onDown(cause: Error): void
  /** First delay in ms before a lost connection is opened again; doubles up to `maxRetryMs`. */
  retryMs?: number
  /** How often, in ms, a connection is asked whether it still is one. */
  probeMs?: number
}

export type ChangeListener = { close(): Promise<void> }

const maxRetryMs = 5_000
/** A connection that a firewall dropped says nothing: ask this often, and give it up after as long without an answer. */
const usualProbeMs = 10_000

/** Listens for changes and keeps listening over lost connections. Connects at once; the first `onUp` tells when. */
export function createChangeListener(options: ChangeListenerOptions): ChangeListener {
  const closing = new AbortController()
  const finished = keepListening(options, closing.signal)
  return {
    close: () => {
      closing.abort()
      return finished
    },
  }
}

async function keepListening(options: ChangeListenerOptions, closing: AbortSignal): Promise<void> {
  const firstRetryMs = options.retryMs ?? 250
  let retryMs = firstRetryMs
  while (!closing.aborted) {
    const onUp = () => {
      retryMs = firstRetryMs
      options.onUp()
    }
    const cause = await listen({ ...options, onUp }, closing)
    if (closing.aborted) return
    options.onDown(cause)
    // Jitter: the nodes of an installation lose the database at the same moment.
    await pause(retryMs * (0.5 + Math.random() / 2), undefined, { signal: closing }).catch(() => undefined)
    retryMs = Math.min(maxRetryMs, retryMs * 2)
  }
}

/** One connection's life. Resolves with the cause of its end. */
async function listen(options: ChangeListenerOptions, closing: AbortSignal): Promise<Error> {
  const { url, onChange, onUp, probeMs = usualProbeMs } = options
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: usualProbeMs,
    query_timeout: usualProbeMs,
    application_name: 'duplex-changes',
  })
  // Not `end`, which would wait for the other side; a subscription has nothing to say good-bye for.
  const hangUp = () => client.connection.stream.destroy()
  const closeListener = addAbortListener(closing, hangUp)
  const ended = new AbortController()
  const end = (cause?: Error) => ended.abort(cause ?? new Error('the connection ended'))
  client.on('error', end)
  client.on('end', () => end())
  client.on('notification', ({ payload }) => {
    const change = readChange(payload)
    // An unreadable change is as good as a missed one.
    if (change) onChange(change)
    else onUp()
  })
  try {
    await client.connect()
    await client.query(`${clientWatch}; LISTEN ${changeChannel}`)
    if (!closing.aborted) onUp()
    await probe(client, probeMs, ended.signal)
    return ended.signal.reason
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  } finally {
    closeListener[Symbol.dispose]()
    hangUp()
  }
}

/** Asks now and then whether the other side still answers. Resolves when `over` is aborted, throws when it is silent. */
async function probe(client: Client, everyMs: number, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    await pause(everyMs, undefined, { ref: false, signal: over }).catch(() => undefined)
    if (!over.aborted) await client.query('SELECT 1')
  }
}

function readChange(payload: string | undefined): Change | undefined {
  try {
    return changeSchema.parse(JSON.parse(payload ?? ''))
  } catch {
    return undefined
  }
}
