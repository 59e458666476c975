import type { UpdateTraces } from '@duplex/protocol/client'
import { createPageTracing, type EndedSpan, placeFromBytes, placeToBytes, placeToHeader } from '@duplex/tracing/page'

/** What a page records: its requests, and what it sends and hears of its documents. */
export type PageTraces = {
  request(method: string, path: string, headers: Headers, go: () => Promise<Response>): Promise<Response>
  sent(documentId: string, bytes: number): ReturnType<UpdateTraces['sent']>
  arrived(documentId: string, trace: Uint8Array, bytes: number): () => void
}

type Send = (spans: readonly EndedSpan[]) => Promise<void>

/** The only module of the page that brings OpenTelemetry with it: import it when it is needed. */
export function createPageTraces(share: number, send: Send = sendSpans): PageTraces {
  const { begin } = createPageTracing({ share, send })
  const factsOf = (documentId: string, bytes: number) => ({ 'duplex.document': documentId, 'duplex.bytes': bytes })
  return {
    async request(method, path, headers, go) {
      const facts = { 'http.request.method': method }
      const span = begin(`${method} ${routeOf(path)}`, { kind: 'client', facts })
      headers.set('traceparent', placeToHeader(span.place))
      try {
        const response = await go()
        span.tell({ 'http.response.status_code': response.status })
        if (response.status >= 400) span.fail()
        return response
      } catch (cause) {
        span.fail()
        throw cause
      } finally {
        span.end()
      }
    },
    sent(documentId, bytes) {
      const span = begin('edit', { kind: 'producer', facts: factsOf(documentId, bytes) })
      if (!span.place.isSampled) return undefined
      return {
        place: placeToBytes(span.place),
        end(outcome) {
          if (outcome === 'lost') span.fail()
          span.end()
        },
      }
    },
    arrived(documentId, trace, bytes) {
      const parent = placeFromBytes(trace)
      const span = begin('show', { kind: 'consumer', parent, facts: factsOf(documentId, bytes) })
      return () => span.end()
    },
  }
}

/** The path without the ids in it, as the API names its routes. */
export function routeOf(path: string): string {
  return path.replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, ':id')
}

/** Also from a page that is being left. */
async function sendSpans(spans: readonly EndedSpan[]): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ spans })
  const response = await fetch('/api/v1/traces', { method: 'POST', headers, body, keepalive: true })
  if (!response.ok) throw new Error(`spans were answered with ${response.status}`)
}
