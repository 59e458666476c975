import { Client } from 'pg'
import { type Change, changeChannel, changeSchema } from './change.ts'

export type ChangeListenerOptions = {
  /** Needs a connection of its own: a pooler in transaction mode would drop the subscription. */
  url: string
  onChange(change: Change): void
  /** Listening from now on. Changes before this moment may have been missed: compare with the database. */
  onUp(): void
  /** No longer listening; called once for each loss, with its cause. */
  onDown(cause: Error): void
  /** First delay in ms before a lost connection is opened again; doubles up to `maxRetryMs`. */
  retryMs?: number
}

export type ChangeListener = { close(): Promise<void> }

const maxRetryMs = 5_000
/** A connection that a firewall dropped says nothing: ask this often, and give it up after as long without an answer. */
const probeMs = 10_000

/** Listens for changes and keeps listening over lost connections. Connects at once; the first `onUp` tells when. */
export function createChangeListener(options: ChangeListenerOptions): ChangeListener {
  const { url, retryMs = 250 } = options
  const closing = new AbortController()
  const finished = (async () => {
    for (let failures = 0; !closing.signal.aborted; failures++) {
      const lost = await listen(url, options, closing.signal, () => {
        failures = 0
      })
      if (closing.signal.aborted) return
      options.onDown(lost)
      await pause(Math.min(maxRetryMs, retryMs * 2 ** failures) * (0.5 + Math.random() / 2), closing.signal)
    }
  })()
  return {
    close: () => {
      closing.abort()
      return finished
    },
  }
}

/** One connection's life. Resolves with the cause of its end. */
async function listen(
  url: string,
  { onChange, onUp }: ChangeListenerOptions,
  closing: AbortSignal,
  onListening: () => void,
): Promise<Error> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: probeMs,
    query_timeout: probeMs,
    keepAlive: true,
    application_name: 'duplex-changes',
  })
  const { ended, end } = watchEnd(client, closing)
  client.on('notification', ({ payload }) => {
    const change = readChange(payload)
    // An unreadable change is as good as a missed one.
    if (change) onChange(change)
    else onUp()
  })
  const probe = setInterval(() => client.query('SELECT 1').catch(end), probeMs)
  try {
    await client.connect()
    await client.query(`LISTEN ${changeChannel}`)
    onListening()
    onUp()
    return await ended
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  } finally {
    clearInterval(probe)
    await client.end().catch(() => undefined)
  }
}

/** `ended` resolves with the first cause that ends the connection; `end` adds one. */
function watchEnd(client: Client, closing: AbortSignal) {
  let end: (cause: Error) => void = () => undefined
  const ended = new Promise<Error>((resolve) => {
    end = resolve
  })
  client.on('error', end)
  client.on('end', () => end(new Error('the connection ended')))
  closing.addEventListener('abort', () => end(new Error('closed')), { once: true })
  return { ended, end }
}

function readChange(payload: string | undefined): Change | undefined {
  try {
    return changeSchema.parse(JSON.parse(payload ?? ''))
  } catch {
    return undefined
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
