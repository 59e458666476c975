import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { createMetrics } from './metrics.ts'

const read = (file: string) => readFileSync(path.join(import.meta.dirname, '../../../..', file), 'utf8')
const zero = () => 0
const { register } = createMetrics({
  connections: zero,
  visits: zero,
  rooms: zero,
  liveRooms: zero,
  roomBytes: zero,
  queuedBytes: zero,
  storeLagMs: zero,
  otherNodes: zero,
  isApart: () => false,
})
const exported = new Set(register.getMetricsAsArray().map(({ name }) => name))

/** Names of metrics in a text, without what Prometheus puts behind the name of a histogram. */
function namesIn(text: string): string[] {
  const names = text.match(/\b(?:duplex_sync|nodejs|process)_[a-z0-9_]+/g) ?? []
  return names.map((name) => (exported.has(name) ? name : name.replace(/_(?:bucket|sum|count)$/, '')))
}

describe('the metrics of sync', () => {
  const operations = read('docs/operations.md')

  it('are all explained in docs/operations.md, which names no others', () => {
    const own = [...exported].filter((name) => name.startsWith('duplex_'))
    expect(own.length).toBeGreaterThan(15)
    expect(own.filter((name) => !operations.includes(`| \`${name}\` |`))).toEqual([])
    expect(namesIn(operations).filter((name) => !exported.has(name))).toEqual([])
  })

  it('are what the dashboard asks for, and it leaves none out', () => {
    const asked = namesIn(read('docs/grafana/duplex-sync.json'))
    expect(asked.filter((name) => !exported.has(name))).toEqual([])
    expect([...exported].filter((name) => name.startsWith('duplex_') && !asked.includes(name))).toEqual([])
  })
})
