import { afterEach, describe, expect, it, vi } from 'vitest'
import { openTracing } from '../src/index.ts'
import { createPageTracing, type EndedSpan, placeFromBytes, placeToBytes, placeToHeader } from '../src/page/index.ts'
import { startReceiver } from '../src/testing/index.ts'

afterEach(() => vi.useRealTimers())

/** A page, and what it gives away. */
function openPage(share: number) {
  vi.useFakeTimers()
  const sent: EndedSpan[][] = []
  const tracing = createPageTracing({ share, send: async (spans) => void sent.push([...spans]) })
  const passed = async () => {
    await vi.advanceTimersByTimeAsync(15_000)
    return sent
  }
  return { tracing, passed }
}

describe('traces of a page', () => {
  it('are given away in batches, a while after they ended', async () => {
    const { tracing, passed } = openPage(1)
    const whole = tracing.begin('edit', { kind: 'producer', at: 1_700_000_000_000.5, facts: { 'duplex.bytes': 3 } })
    const part = tracing.begin('show', { parent: whole.place })
    part.fail()
    part.end()
    whole.end(1_700_000_000_002.25)
    const [[shown, edited] = []] = await passed()
    expect(edited).toEqual({
      name: 'edit',
      kind: 'producer',
      traceId: whole.place.traceId,
      spanId: whole.place.spanId,
      parentSpanId: undefined,
      from: 1_700_000_000_000.5,
      to: 1_700_000_000_002.25,
      isFailed: false,
      facts: { 'duplex.bytes': 3 },
    })
    const { traceId, spanId: parentSpanId } = whole.place
    expect(shown).toMatchObject({ name: 'show', kind: 'internal', traceId, parentSpanId, isFailed: true })
  })

  it('are 50 at a time at most', async () => {
    const { tracing, passed } = openPage(1)
    for (let i = 0; i < 120; i++) tracing.begin('edit').end()
    expect((await passed()).map(({ length }) => length)).toEqual([50, 50, 20])
  })

  it('are none with a share of 0, but for what somebody else recorded', async () => {
    const { tracing, passed } = openPage(0)
    const own = tracing.begin('edit')
    own.end()
    expect(own.place.isSampled).toBe(false)
    expect(placeToHeader(own.place)).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/)
    const parent = placeFromBytes(placeToBytes({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), isSampled: true }))
    tracing.begin('show', { parent }).end()
    expect(await passed()).toMatchObject([[{ name: 'show', traceId: parent.traceId, parentSpanId: parent.spanId }]])
  })

  it('reach the receiver through a server, as those of a service of their own', async () => {
    const { tracing, passed } = openPage(1)
    tracing.begin('edit', { kind: 'producer', facts: { 'duplex.bytes': 3 } }).end()
    const [spans = []] = await passed()
    vi.useRealTimers()
    const receiver = await startReceiver()
    const server = await openTracing(
      { endpoint: receiver.url, share: 0 },
      { service: 'web', onFailed: () => undefined },
    )
    server.forward('page', spans)
    await server.flush()
    const [span] = spans
    const { traceId, spanId } = span ?? {}
    expect(receiver.spans).toMatchObject([
      { service: 'page', name: 'edit', traceId, spanId, facts: { 'duplex.bytes': 3 } },
    ])
    const [received] = receiver.spans
    expect(Number((received?.to ?? 0n) - (received?.from ?? 0n))).toBeCloseTo(
      ((span?.to ?? 0) - (span?.from ?? 0)) * 1e6,
      -4,
    )
    await server.close()
    await receiver.close()
  })
})
