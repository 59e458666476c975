import { encodeEnvelope } from '@duplex/protocol'
import type { FetchTicket } from '@duplex/protocol/client'

/** One more than any browser opens to a host over HTTP/1.1, and another to be sure. */
const triedStreams = 8
/** What has not begun so long after the one before it waits for a connection. */
const maxBeginMs = 1_500

export type StreamCount = { readonly opened: number; readonly tried: number }

/**
 * Counts how many event streams of the sync server this browser keeps open at the same time. For so long nothing else
 * gets through to that host where they share six connections, so it is brief, and nothing that is asked for is left.
 */
export async function countStreams(fetchTicket: FetchTicket, send: typeof fetch): Promise<StreamCount> {
  const ending = new AbortController()
  const visits = await Promise.all(Array.from({ length: triedStreams }, () => openVisit(fetchTicket, send)))
  try {
    const streams = visits.map((visit) => listen(visit, send, ending.signal))
    return { opened: await countOpening(streams), tried: triedStreams }
  } finally {
    ending.abort()
    await Promise.all(visits.map((visit) => leave(visit, send)))
  }
}

/** Whether the stream begins; false where it was ended before. */
function listen({ url, key }: OpenVisit, send: typeof fetch, signal: AbortSignal): Promise<boolean> {
  const headers = { authorization: `Bearer ${key}`, accept: 'text/event-stream', 'last-event-id': '0' }
  return send(`${url}/events`, { headers, cache: 'no-store', credentials: 'omit', signal }).then(
    (answer) => answer.ok,
    () => false,
  )
}

/** How many have begun when all have, or none has for a while. */
function countOpening(streams: readonly Promise<boolean>[]): Promise<number> {
  return new Promise((resolve) => {
    let opened = 0
    const finish = () => resolve(opened)
    let timer = setTimeout(finish, maxBeginMs)
    for (const stream of streams) {
      void stream.then((isOpen) => {
        if (!isOpen) return
        opened++
        clearTimeout(timer)
        timer = setTimeout(finish, opened === streams.length ? 0 : maxBeginMs)
      })
    }
  })
}

type OpenVisit = { readonly url: string; readonly key: string }

async function openVisit(fetchTicket: FetchTicket, send: typeof fetch): Promise<OpenVisit> {
  const ticket = await fetchTicket({ signal: new AbortController().signal })
  if (ticket.kind === 'refused') throw new Error(`no ticket: ${ticket.cause}`)
  const url = `${ticket.url.replace(/^ws/, 'http')}/visit`
  const [, credential = ''] = ticket.protocols.map((name) => name.replace(/^ticket\./, ''))
  const answer = await send(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${credential}` },
    cache: 'no-store',
    credentials: 'omit',
  })
  if (!answer.ok) throw new Error(`no visit: ${answer.status}`)
  return { url, key: ((await answer.json()) as { key: string }).key }
}

async function leave({ url, key }: OpenVisit, send: typeof fetch): Promise<void> {
  const headers = {
    authorization: `Bearer ${key}`,
    'content-type': 'application/octet-stream',
    'duplex-end': '1',
  }
  const body = encodeEnvelope({ ack: 0, last: 0, first: 1, messages: [] }) as BufferSource
  await send(`${url}/messages`, { method: 'POST', headers, body, credentials: 'omit' }).catch(() => undefined)
}
