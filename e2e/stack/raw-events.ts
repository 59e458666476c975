import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import type { BrowserContext } from '@playwright/test'

/** An event stream, byte by byte. */
export type RawStream = {
  status: number | undefined
  headers: Record<string, unknown>
  /** All of it so far. */
  text(): string
  isEnded(): boolean
  leave(): void
}

export async function cookiesOf(context: BrowserContext): Promise<string> {
  return (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
}

/** Follows somebody's events as a browser asks for them, and past its own decompression. */
export async function followRaw(url: string, cookie: string, lastEventId?: string): Promise<RawStream> {
  const headers = {
    cookie,
    accept: 'text/event-stream',
    'accept-encoding': 'gzip, deflate, br, zstd',
    ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
  }
  const request = get(`${url}/api/v1/events`, { headers })
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  let text = ''
  let isEnded = false
  response.setEncoding('utf8')
  response.on('data', (chunk: string) => {
    text += chunk
  })
  response.on('error', () => undefined)
  response.on('close', () => {
    isEnded = true
  })
  const { statusCode: status, headers: answered } = response
  return { status, headers: answered, text: () => text, isEnded: () => isEnded, leave: () => void request.destroy() }
}
