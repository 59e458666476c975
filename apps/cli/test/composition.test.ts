import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const root = path.join(import.meta.dirname, '../../..')
const read = (file: string) => readFileSync(path.join(root, file), 'utf8')

/** Name and lines of each service, as they stand in docker-compose.yml. */
function readServices(): [name: string, lines: string][] {
  const [, below = ''] = read('docker-compose.yml').split(/^services:$/m)
  const [services = ''] = below.split(/^networks:$/m)
  const parts = services.split(/^ {2}([a-z]+):(?: &\w+)?$/m).slice(1)
  return parts.flatMap((name, i): [string, string][] => (i % 2 === 0 ? [[name, parts[i + 1] ?? '']] : []))
}

describe('the composition', () => {
  const services = readServices()

  it('confines every service', () => {
    expect(services.length).toBeGreaterThan(8)
    for (const [name, lines] of services)
      expect([name, lines]).toEqual([name, expect.stringMatching(/<<: \*(confined|proxy)$/m)])
    const widened = services.filter(([, lines]) => /cap_add|privileged|read_only|security_opt/.test(lines))
    expect(widened.map(([name]) => name)).toEqual(['proxy'])
  })

  it('publishes proxies, and what watches them to this machine alone', () => {
    const published = services.filter(([, lines]) => /^ {4}ports:/m.test(lines))
    expect(published.map(([name]) => name)).toEqual(['proxy', 'tls', 'grafana'])
    expect(published[2]?.[1]).toContain('ports: ["127.0.0.1:')
  })

  it('alarms by metrics that are explained', () => {
    const table = read('docs/operations.md') + read('docs/operations/watch.md')
    const metrics = [...read('docs/monitoring/alerts.yml').matchAll(/duplex_sync_[a-z_]+/g)].map(([metric]) => metric)
    expect(metrics.length).toBeGreaterThan(3)
    for (const metric of metrics) expect(table).toContain(`\`${metric.replace(/_bucket$/, '')}\``)
  })

  it('has the rules that docs/operations.md names for its alarms, and no others', () => {
    const [, table = ''] = read('docs/operations.md').split('| alarm | rule |')
    const named = [...table.matchAll(/^\| [a-zA-Z ]+ \| `(\w+)` \|/gm)].map(([, rule]) => rule)
    const rules = [...read('docs/monitoring/alerts.yml').matchAll(/- alert: (\w+)/g)].map(([, rule]) => rule)
    expect(rules.length).toBeGreaterThan(6)
    expect(named.toSorted()).toEqual(rules.toSorted())
  })

  it('reads every variable that the operator is told to put into .env', () => {
    const page = read('docs/operations/docker.md')
    const blocks = [...page.matchAll(/^```ini\n(.*?)^```$/gms)].map(([, block = '']) => block).join('')
    const prose = [...page.matchAll(/`([A-Z]+_[A-Z_]+)(?:=\S+)?`/g)].map(([, name = '']) => name)
    const names = new Set([...[...blocks.matchAll(/^(\w+)=/gm)].map(([, name = '']) => name), ...prose])
    expect(names.size).toBeGreaterThan(8)
    // Compose's own.
    names.delete('COMPOSE_PROFILES')
    const composition = read('docker-compose.yml')
    expect([...names].filter((name) => !composition.includes(`\${${name}:-`))).toEqual([])
  })

  it('explains every variable that it reads at its head', () => {
    const composition = read('docker-compose.yml')
    const [head = ''] = composition.split(/^name: /m)
    const names = new Set([...composition.matchAll(/\$\{([A-Z_]+)/g)].map(([, name = '']) => name))
    const shortened = ['MAX_CONNECTIONS_PER_ADDRESS', 'MAX_CONNECTIONS_PER_DOCUMENT']
    expect([...names].filter((name) => !head.includes(name))).toEqual(shortened)
  })
})
