import type { SeenRequest } from '../../probe.ts'
import type { ArrivedOrigin } from './findings.ts'
import type { Notebook } from './notebook.ts'
import { type Answered, ask, type RequestParts, refusedOriginOf, seenIn, toFailure } from './probe-requests.ts'

export type EntranceParts = RequestParts & {
  /** Where web is, without a slash at its end; empty for the page's own origin. */
  readonly webUrl: string
  /** As the browser has it. */
  readonly pageOrigin: string
  /** By which version of HTTP the browser got this address; undefined where it does not tell. */
  protocolOf(url: string): string | undefined
}

/** A probe that has begun. `url`: of its requests, http or https. */
export type Entrance = { readonly url: string; readonly key: string }

type WebAnswer = { ticket: string; url: string; now: number; origin: string | null }

/** Gets in: through web, which gives the ticket, to sync, which gives the key. Undefined where that does not work. */
export async function enter(parts: EntranceParts, notebook: Notebook): Promise<Entrance | undefined> {
  notebook.begin(['web', 'cookies'])
  const health = await ask(parts, `${parts.webUrl}/api/v1/healthz`)
  notebook.write({ web: toTrip(health) })
  if (health.status !== 200) return undefined
  notebook.begin(['sync', 'origin', 'clock', 'protocol'])
  const answer = await ask(parts, `${parts.webUrl}/api/v1/probes`, { method: 'POST', credentials: 'same-origin' })
  if (answer.status !== 200) {
    writeRefusal(parts, notebook, answer)
    return undefined
  }
  notebook.write({ cookies: { kind: 'arrived' } })
  return await enterSync(parts, notebook, answer)
}

async function enterSync(parts: EntranceParts, notebook: Notebook, fromWeb: Answered): Promise<Entrance | undefined> {
  const { ticket, url: socketUrl, now, origin } = fromWeb.body as WebAnswer
  const url = socketUrl.replace(/^ws/, 'http')
  const answer = await ask(parts, url, { method: 'POST', token: ticket })
  const key = answer.status === 201 ? answer.body.key : undefined
  const [seen] = seenIn(answer)
  const web = { origin: origin ?? undefined, isAccepted: true }
  const browser = parts.protocolOf(`${parts.webUrl}/api/v1/healthz`)
  notebook.write({
    sync: typeof key === 'string' ? toTrip(answer) : toFailure(answer),
    origin: { page: parts.pageOrigin, web, sync: toArrived(answer, seen) },
    clock: { browserMs: aheadOf(fromWeb, now), serversMs: serversApart(fromWeb, now, answer) },
    protocol: { browser, server: seen?.httpVersion, proxies: seen?.forwardedCount ?? 0 },
  })
  return typeof key === 'string' ? { url, key } : undefined
}

function writeRefusal({ pageOrigin }: EntranceParts, notebook: Notebook, answer: Answered): void {
  if (answer.status === 401) notebook.write({ cookies: { kind: 'missing' } })
  else if (answer.body.code === 'cross-site') {
    const web = { origin: undefined, isAccepted: false }
    notebook.write({ origin: { page: pageOrigin, web, sync: undefined } })
  } else notebook.write({ web: toFailure(answer) })
}

function toTrip(answer: Answered) {
  const { status, sentAt, answeredAt } = answer
  return status >= 200 && status < 300 ? ({ kind: 'answered', ms: answeredAt - sentAt } as const) : toFailure(answer)
}

function toArrived(answer: Answered, seen: SeenRequest | undefined): ArrivedOrigin | undefined {
  const refused = refusedOriginOf(answer)
  if (refused !== undefined) return { origin: refused, isAccepted: false }
  return seen && { origin: seen.origin, isAccepted: seen.isOriginAllowed }
}

/** How far a server's clock is ahead of ours, as far as the way there takes as long as the way back. */
function aheadOf({ sentAt, answeredAt }: Answered, now: number): number {
  return Math.round(now - (sentAt + answeredAt) / 2)
}

function serversApart(web: Answered, webNow: number, sync: Answered): number {
  return typeof sync.body.now === 'number' ? aheadOf(sync, sync.body.now) - aheadOf(web, webNow) : 0
}
