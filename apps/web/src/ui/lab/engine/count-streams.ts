import { encodeEnvelope } from '@duplex/protocol'
import type { FetchTicket } from '@duplex/protocol/client'

/** One more than any browser opens to a host over HTTP/1.1, and another to be sure. */
export const triedStreams = 8
/** What has not begun by then waits for a connection. */
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
    const begun = visits.map(({ url, key }) =>
      send(`${url}/events`, {
        headers: { authorization: `Bearer ${key}`, accept: 'text/event-stream', 'last-event-id': '0' },
        cache: 'no-store',
        credentials: 'omit',
        signal: ending.signal,
      }).then(
        (answer) => answer.ok,
        () => false,
      ),
    )
    let opened = 0
    for (const stream of begun) void stream.then((isOpen) => (opened += isOpen ? 1 : 0))
    await Promise.race([Promise.all(begun), new Promise((resolve) => setTimeout(resolve, maxBeginMs))])
    return { opened, tried: triedStreams }
  } finally {
    ending.abort()
    await Promise.all(visits.map((visit) => leave(visit, send)))
  }
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
