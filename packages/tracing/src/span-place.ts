/** Where a span is in its trace, as it is told to others (W3C Trace Context). Ids in lower-case hex. */
export type SpanPlace = {
  /** 16 bytes. */
  readonly traceId: string
  /** 8 bytes. */
  readonly spanId: string
  /** Whether it is recorded, so that its parts are as well. */
  readonly isSampled: boolean
}

/** version "-" trace "-" span "-" flags; a later version may have more. Nothing but zeros is no id. */
const header = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-|$)/
const sampledFlag = 1
const bytesOf = { trace: 16, span: 8 } as const

/** Reads a `traceparent`. Undefined where it is none, or not a good one. */
export function placeFromHeader(text: string | readonly string[] | undefined): SpanPlace | undefined {
  const [, traceId, spanId, flags = '0'] = header.exec(typeof text === 'string' ? text : '') ?? []
  if (traceId === undefined || spanId === undefined) return undefined
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & sampledFlag) === sampledFlag }
}

export function placeToHeader({ traceId, spanId, isSampled }: SpanPlace): string {
  return `00-${traceId}-${spanId}-${isSampled ? '01' : '00'}`
}

/** 24 bytes: trace, span. Only of one that is sampled. */
export function placeToBytes({ traceId, spanId }: SpanPlace): Uint8Array {
  const hex = traceId + spanId
  return Uint8Array.from({ length: hex.length / 2 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16))
}

/** From 24 bytes. */
export function placeFromBytes(bytes: Uint8Array): SpanPlace {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return { traceId: hex.slice(0, bytesOf.trace * 2), spanId: hex.slice(bytesOf.trace * 2), isSampled: true }
}
