import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export type ReceivedSpan = {
  readonly service: unknown
  readonly name: string
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string | undefined
  /** ns since 1970. */
  readonly from: bigint
  readonly to: bigint
  readonly facts: Readonly<Record<string, unknown>>
}

/** An OTLP/HTTP receiver, as a collector has one. */
export type TraceReceiver = {
  readonly url: string
  /** In the order in which they came. */
  readonly spans: readonly ReceivedSpan[]
  /** Everything that was sent, as text. */
  readonly text: string
  close(): Promise<void>
}

type Attribute = { key: string; value: Record<string, unknown> }
type SentSpan = {
  name: string
  traceId: string
  spanId: string
  parentSpanId?: string
  startTimeUnixNano: string
  endTimeUnixNano: string
  attributes?: Attribute[]
}
type SentTraces = {
  resourceSpans: { resource: { attributes: Attribute[] }; scopeSpans: { spans: SentSpan[] }[] }[]
}

export async function startReceiver(): Promise<TraceReceiver> {
  const bodies: string[] = []
  const server = createServer((request, response) => {
    const isTraces = request.url === '/v1/traces'
    void readBody(request).then((body) => {
      if (isTraces) bodies.push(body)
      response.writeHead(isTraces ? 200 : 404, { 'Content-Type': 'application/json' }).end('{}')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get spans() {
      return bodies.flatMap((body) => readSpans(JSON.parse(body)))
    },
    get text() {
      return bodies.join('\n')
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

function readSpans({ resourceSpans }: SentTraces): ReceivedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = toFacts(resource.attributes)['service.name']
    return scopeSpans.flatMap(({ spans }) => spans.map((span) => ({ ...toReceived(span), service })))
  })
}

function toReceived(span: SentSpan): Omit<ReceivedSpan, 'service'> {
  return {
    name: span.name,
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId || undefined,
    from: BigInt(span.startTimeUnixNano),
    to: BigInt(span.endTimeUnixNano),
    facts: toFacts(span.attributes ?? []),
  }
}

/** One of `stringValue`, `intValue` and so on. */
function toFacts(attributes: readonly Attribute[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))
}
