/** What clients said and heard, as a page can count it. A page does not see the heads of its requests and answers. */
export type PageCount = {
  readonly requests: number
  /** Answers to a question that held no message. */
  readonly emptyAnswers: number
  readonly messagesUp: number
  readonly messagesDown: number
  /** Bytes of frames with their headers, and of bodies. */
  readonly bytesUp: number
  readonly bytesDown: number
}

export const nothingCounted: PageCount = {
  requests: 0,
  emptyAnswers: 0,
  messagesUp: 0,
  messagesDown: 0,
  bytesUp: 0,
  bytesDown: 0,
}

export function addCounts(a: PageCount, b: PageCount): PageCount {
  return combine(a, b, (x, y) => x + y)
}

export function subtractCounts(a: PageCount, b: PageCount): PageCount {
  return combine(a, b, (x, y) => x - y)
}

function combine(a: PageCount, b: PageCount, join: (x: number, y: number) => number): PageCount {
  const names = Object.keys(nothingCounted) as (keyof PageCount)[]
  return Object.fromEntries(names.map((name) => [name, join(a[name], b[name])])) as PageCount
}

/** RFC 6455, 5.2: two bytes, more for longer messages, and from a client four bytes of mask. */
export function frameHeaderBytes(payloadBytes: number, direction: 'up' | 'down'): number {
  const length = payloadBytes < 126 ? 0 : payloadBytes < 65_536 ? 2 : 8
  return 2 + length + (direction === 'up' ? maskBytes : 0)
}

const maskBytes = 4
