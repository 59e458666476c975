import { type IncomingMessage, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import type { Page } from '@playwright/test'
import type { Person } from './people.ts'
import { cookiesOf } from './raw-events.ts'

/** 50 a second, as fast as a model writes. */
const tokenMs = 20
const tokensOfLine = 12
/** A line that somebody waits for before the clock starts: a server that has just started compiles its own code. */
export const warmUpTokens = tokensOfLine

/** What a program is answered: a line, or the last one of those that say how much is stored on the way. */
type StreamAnswer = {
  storedBytes?: number
  done?: boolean
  code?: string
  problem?: { code: string; detail: string }
}

/** A program that streams tokens into a document. */
export type Producer = {
  /** Sends the tokens from number `from` to before `to`, at their pace. Answers with the moment of each, in ms since 1970. */
  send(from: number, to: number): Promise<number[]>
  /** The body is complete. */
  end(): void
  /** Dies without a word. */
  kill(): void
  /** How much is stored, as it was told on the way; 0 before. */
  storedBytes(): number
  readonly answer: Promise<{ status: number; last: StreamAnswer }>
}

function tokenAt(i: number): string {
  return i % tokensOfLine === tokensOfLine - 1 ? `t${i};\n` : `t${i}; `
}

/** The text of the first `count` tokens. */
export function tokenText(count: number): string {
  return Array.from({ length: count }, (_, i) => tokenAt(i)).join('')
}

/** What a document shows of that. */
export function tokenLines(count: number): string {
  return tokenText(count).replace(/\n$/, '')
}

/**
 * As `person`, at `url`: it need not be the address that they opened. `progress`: asks to be told of what is stored while
 * it still sends.
 */
export async function startProducer(
  person: Person,
  url: string,
  documentId: string,
  { progress = true } = {},
): Promise<Producer> {
  const sending = request(`${url}/api/v1/documents/${documentId}/stream`, {
    method: 'POST',
    headers: {
      ...person.headers,
      cookie: await cookiesOf(person.context),
      'content-type': 'text/plain',
      ...(progress && { accept: 'application/x-ndjson' }),
    },
  })
  sending.flushHeaders()
  let text = ''
  const lastLine = (): StreamAnswer =>
    JSON.parse(
      text
        .slice(0, text.lastIndexOf('\n') + 1)
        .trim()
        .split('\n')
        .at(-1) || '{}',
    )
  const answer = new Promise<{ status: number; last: StreamAnswer }>((resolve, reject) => {
    sending.on('error', reject)
    sending.on('response', (response: IncomingMessage) => {
      response.setEncoding('utf8')
      response.on('data', (part: string) => {
        text += part
      })
      response.on('error', reject)
      response.on('end', () => {
        text += '\n'
        resolve({ status: response.statusCode ?? 0, last: lastLine() })
      })
    })
  })
  // Whoever kills it does not wait for it.
  answer.catch(() => undefined)
  return {
    async send(from, to) {
      const begin = performance.now()
      const sentAt: number[] = []
      for (let i = from; i < to; i++) {
        await pause(Math.max(0, begin + (i - from) * tokenMs - performance.now()))
        sentAt.push(performance.timeOrigin + performance.now())
        sending.write(tokenAt(i))
      }
      return sentAt
    },
    end: () => void sending.end(),
    kill: () => void sending.destroy(),
    storedBytes: () => lastLine().storedBytes ?? 0,
    answer,
  }
}

/** Notes from now on when each token is in the page's document. */
export async function watchTokens(page: Page): Promise<void> {
  await page.evaluate(watchInPage)
}

/** Of each token the moment at which the page had it, in ms since 1970. */
export async function seenTokens(page: Page): Promise<number[]> {
  return await page.evaluate(() => (window as unknown as { seenAt: number[] }).seenAt)
}

/** How long tokens from number `from` took to be seen, at most: 95 % of them in ms, and more in words. */
export function lateMsOf(
  seenAt: readonly number[],
  sentAt: readonly number[],
  from: number,
): { p95: number; words: string } {
  if (seenAt.length !== sentAt.length) throw new Error(`${sentAt.length} tokens were sent and ${seenAt.length} seen`)
  const allMs = seenAt.map((at, i) => at - (sentAt[i] ?? Number.NaN))
  const lateMs = allMs.slice(from).sort((a, b) => a - b)
  const within = (share: number) => lateMs[Math.floor(share * (lateMs.length - 1))] ?? Number.NaN
  const figures = [0.5, 0.95, 0.99, 1].map((share) => within(share).toFixed(1)).join(', ')
  return { p95: within(0.95), words: `${lateMs.length} tokens: p50, p95, p99 and the latest after ${figures} ms` }
}

/** Looks at the last blocks only: a long document would make the page late by looking. */
function watchInPage(): void {
  const seenAt: number[] = []
  ;(window as unknown as { seenAt: number[] }).seenAt = seenAt
  const root = document.querySelector('.ProseMirror')
  if (root === null) throw new Error('no document is open')
  const look = () => {
    const text = [root.lastElementChild?.previousElementSibling, root.lastElementChild]
      .map((block) => block?.textContent ?? '')
      .join(' ')
    const newest = Math.max(-1, ...[...text.matchAll(/t(\d+);/g)].map(([, number]) => Number(number)))
    while (seenAt.length <= newest) seenAt.push(performance.timeOrigin + performance.now())
  }
  new MutationObserver(look).observe(root, { childList: true, subtree: true, characterData: true })
  look()
}
