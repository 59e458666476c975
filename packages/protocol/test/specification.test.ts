import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { maxAttemptMs } from '../src/client/attempt.ts'
import { maxAnswerMs } from '../src/client/dialogue.ts'
import { staleTicketMs } from '../src/client/ending.ts'
import { presenceRate, updateRate } from '../src/client/outgoing-gate.ts'
import {
  backoffBaseMs,
  backoffCapMs,
  healthyAfterMs,
  maxNamedMs,
  slowMaxMs,
  slowMinMs,
  soonCapMs,
  unnamedMs,
} from '../src/client/retry-delay.ts'
import { minAskMs } from '../src/client/transport/down.ts'
import { maxHeldBackMs, maxSilentMs } from '../src/client/transport/event-stream-down.ts'
import { maxHeldRequests } from '../src/client/transport/held-slots.ts'
import { climbMs, maxVainOfProven, maxVainSockets, probeMs } from '../src/client/transport/ladder.ts'
import { maxFailingMs } from '../src/client/transport/patience.ts'
import { pollMs, slackening } from '../src/client/transport/poll-down.ts'
import { maxSaidBytes } from '../src/client/transport/uplink.ts'
import { acknowledgeAfterBytes, acknowledgeAfterMs } from '../src/client/transport/visit-carrier.ts'
import { holdSeconds, maxRequestMs } from '../src/client/transport/visit-requests.ts'
import { maxSilentOfProvenMs, maxSilentSocketMs, provenMs } from '../src/client/transport/web-socket-trial.ts'
import { type CloseName, closeTable, digestStateVector, limits } from '../src/index.ts'
import { goldenEnvelopes, goldenVectors } from './golden-vectors.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const specification = readFileSync(new URL('../PROTOCOL.md', import.meta.url), 'utf8')

/** Cells of the table rows behind a heading, up to the next heading. */
function rowsUnder(heading: string): string[][] {
  const section = specification.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? ''
  const rows = section.split('\n').filter((line) => line.startsWith('|'))
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

function wordsFor(name: string, value: unknown): string {
  if (Array.isArray(value)) return value.map((share: number) => `${share * 100} %`).join(', ')
  if (typeof value === 'object') {
    const { perSecond, burst } = value as { perSecond: number; burst: number }
    return `${wordsFor(name.replace('Rate', ''), perSecond)}/s, burst ${wordsFor(name.replace('Rate', ''), burst)}`
  }
  if (name.endsWith('Ms')) return `${Number(value) / 1000} s`
  if (name.endsWith('Seconds')) return `${value} s`
  if (!/bytes?$/i.test(name)) return String(value)
  return Number(value) >= limits.MiB ? `${Number(value) / limits.MiB} MiB` : `${Number(value) / limits.KiB} KiB`
}

describe('PROTOCOL.md', () => {
  test('W5 shows the close table as the code has it', () => {
    const names = Object.keys(closeTable) as CloseName[]
    const expected = names.map((name) => [
      String(closeTable[name].code),
      name,
      closeTable[name].verdict,
      closeTable[name].meaning,
    ])
    expect(rowsUnder('Close codes')).toEqual(expected)
  })

  test('V6 shows every limit as the code has it', () => {
    const { KiB: _, MiB: __, ...all } = limits
    const shown = Object.fromEntries(rowsUnder('Limits').map(([name = '', value]) => [name, value]))
    expect(shown).toEqual(Object.fromEntries(Object.entries(all).map(([name, value]) => [name, wordsFor(name, value)])))
  })

  test('L5 shows the times of the client as the code has them', () => {
    for (const words of [
      `random(0, min(${backoffCapMs / 1000} s, ${backoffBaseMs} ms x 2^n))`,
      `| retry-soon | random(0, min(${soonCapMs / 1000} s, ${backoffBaseMs} ms x 2^n)) |`,
      `the time in the reason + random(0, ${backoffBaseMs} ms)`,
      `${slowMinMs / 1000} s + random(0, min(${slowMaxMs / 1000} s, ${slowMinMs / 1000} s x 2^(n + 1)) - ${slowMinMs / 1000} s)`,
      `means ${unnamedMs / 1000} s, and more than ${maxNamedMs / 1000} s`,
      `a ticket, and again from there to the hello | ${maxAttemptMs / 1000} s |`,
      `unless storage is degraded | ${maxAnswerMs / 1000} s |`,
      `Up to ${updateRate.perSecond} updates a second, and ${updateRate.burst} ahead`,
      `has ${presenceRate.perSecond} a second`,
      `ticket older than ${staleTicketMs / 1000} s`,
    ]) {
      expect(specification).toContain(words)
    }
    expect(healthyAfterMs, 'a minute of health').toBe(60_000)
  })

  test('T3 shows the times of the ladder as the code has them', () => {
    for (const words of [
      `before they lived for ${provenMs / 1000} s`,
      `nothing comes for ${maxSilentSocketMs / 1000} s`,
      `silent for ${maxSilentOfProvenMs / 1000} s`,
      `nothing comes for ${maxHeldBackMs / 1000} s`,
      `for ${maxSilentMs / 1000} s at any time`,
      `without a ticket ${probeMs.first / 1000} s`,
      `at most ${probeMs.longest / 1000} s`,
      `tried again ${climbMs.first / 1000} s after it was left`,
      `at most ${climbMs.longest / 1000} s; a try`,
      `at most | ${maxSaidBytes / limits.KiB} KiB`,
      `not held | ${maxRequestMs / 1000} s |`,
      `is held | ${holdSeconds} s |`,
      `counts as cut | ${maxFailingMs / 1000} s |`,
      `after ${acknowledgeAfterBytes / limits.KiB} KiB or ${acknowledgeAfterMs / 1000} s`,
      `next | ${minAskMs} ms at least |`,
      `No more than ${maxHeldRequests} tabs`,
      `every ${pollMs.busy} ms |`,
      `${slackening} times as long each time, up to ${pollMs.idle / 1000} s |`,
      `every ${pollMs.hidden / 1000} s |`,
    ]) {
      expect(specification.replaceAll(/\n(?=\w)/g, ' ')).toContain(words)
    }
    expect(maxVainSockets, 'two WebSockets in a row').toBe(2)
    expect(maxVainOfProven, 'four that are cut').toBe(4)
  })

  test('W3 shows every golden vector, also field by field', () => {
    for (const { hex, name } of [...goldenVectors, ...goldenEnvelopes]) {
      const line = specification.split('\n').find((text) => text.includes(` ${hex}`))
      expect(line, name).toBeDefined()
      expect(line?.trim().split(/ {2,}/)[0]?.replaceAll(' ', ''), name).toBe(hex)
    }
    for (const pairs of [
      [],
      [[1, 5]],
      [
        [1, 5],
        [4_294_967_295, 70_000],
      ],
    ] as [number, number][][]) {
      expect(specification).toContain(Buffer.from(digestStateVector(new Map(pairs))).toString('hex'))
    }
  })

  test('W3 states each rule once, and a test somewhere cites each', () => {
    const rules = [...specification.matchAll(/\*\*((?:W|ST|V|P|L|C|R|T|D)\d+)\*\*/g)].map(([, rule = '']) => rule)
    expect(new Set(rules).size).toBe(rules.length)
    const cited = new Set(testFiles().flatMap(readCitations))
    expect(rules.filter((rule) => !cited.has(rule))).toEqual([])
  })
})

function testFiles(): string[] {
  return ['apps', 'packages', 'e2e'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(test|spec)\.tsx?$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => !file.includes('node_modules')),
  )
}

/** Rule ids at the start of a string: titles of tests begin so, and nothing else does. */
function readCitations(file: string): string[] {
  const titles = readFileSync(file, 'utf8').matchAll(/['"`]((?:(?:W|ST|V|P|L|C|R|T|D)\d+ )+)/g)
  return [...titles].flatMap(([, ids = '']) => ids.trim().split(' '))
}
