import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline, Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import type { Container } from '../src/server/container.ts'

export type TestListener = { url: string; close(): Promise<void> }

/** The API behind a real socket, so that requests have a peer. Stamping is up to the caller, as in production. */
export async function listen({ api }: Container): Promise<TestListener> {
  const server = createServer((incoming, outgoing) => {
    const hasBody = incoming.method !== 'GET' && incoming.method !== 'HEAD'
    const request = new Request(`http://${incoming.headers.host}${incoming.url}`, {
      method: incoming.method,
      headers: Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
      body: hasBody ? (Readable.toWeb(incoming) as unknown as BodyInit) : undefined,
      duplex: 'half',
    } as RequestInit)
    void Promise.resolve(api.fetch(request)).then((response) => {
      outgoing.writeHead(response.status, Object.fromEntries(response.headers))
      if (response.body === null) outgoing.end()
      // A client that leaves ends its answer, as it does under Next.js.
      else pipeline(Readable.fromWeb(response.body as ReadableStream), outgoing, () => undefined)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
