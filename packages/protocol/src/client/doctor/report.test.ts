import { expect, test } from 'vitest'
import type { Findings } from './findings.ts'
import { toReport, toReportText } from './report.ts'

test('a report names what is wrong, and takes nothing along that it does not know', () => {
  const strange = { key: 'secret', upgrade: { kind: 'silent' }, cookies: { kind: 'arrived' } }
  const report = toReport(strange as Partial<Findings>, 'https://docs.example.org', 1_790_000_000_000)
  expect(report.findings).toEqual({ cookies: { kind: 'arrived' }, upgrade: { kind: 'silent' } })
  expect(report.diagnoses.map(({ culprit }) => culprit)).toEqual(['socket-swallowed'])
  expect(toReportText(report).split('\n')).toEqual([
    'Duplex connection report, 2026-09-21T14:13:20.000Z, https://docs.example.org',
    'slow: socket-swallowed (proxy) {}',
    'cookies   {"kind":"arrived"}',
    'upgrade   {"kind":"silent"}',
    '',
  ])
})
