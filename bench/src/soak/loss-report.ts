import type { Environment } from '../report/environment.ts'
import type { Measure } from '../report/measure.ts'
import type { Result } from '../report/result.ts'
import { toAbout } from '../report/results.ts'
import { toRow } from '../report/table.ts'
import type { LossCount, Pace } from './loss.ts'

const explanation = `Two people type and delete words in one document. At a random moment the server is killed with SIGKILL and started
again, and somebody who was never there before reads what it has: those who wrote would bring back what it forgot. An
edit is lost if its author was told that it is stored, or the other person was shown it, and the newcomer does not get
it within two seconds. Every such edit is looked for after its own round and after each later round of its document.`

const aboutPeers = `The other servers tell nobody what is stored, so only what the other person was shown counts for them. Each stores as
its own defaults have it: @y/websocket-server puts every update into LevelDB after it was sent on; Hocuspocus writes the
document 2 s after the last edit, 10 s after the first at the latest.`

/** What was counted at each pace, by the server's name; Duplex comes first. */
export type LossTables = ReadonlyMap<Pace, ReadonlyMap<string, LossCount>>

/** What RESULTS.md says of it. */
export function toLossResult(tables: LossTables, load: string): Result {
  const runs: Record<string, Measure[][]> = {}
  for (const [{ title }, counts] of tables) {
    for (const [name, { rounds, checked, lost }] of counts) {
      const measures: Measure[] = [
        { name: `${title}: kills`, value: rounds, unit: '' },
        { name: `${title}: edits that somebody relied on`, value: checked, unit: '' },
        { name: `${title}: lost`, value: lost, unit: '', bar: 0 },
      ]
      runs[name] = [[...(runs[name]?.[0] ?? []), ...measures]]
    }
  }
  return { title: 'edits that are lost after kill -9', load, runs }
}

/** The whole of LOSS.md. */
export function toLossReport(environment: Environment, seed: number, load: string, tables: LossTables): string {
  return [
    '# What a killed server loses',
    '',
    'Written by `npm run bench -- loss`. [How to read it](README.md).',
    '',
    ...toAbout(environment, seed, load),
    '',
    explanation,
    '',
    aboutPeers,
    '',
    ...[...tables].flatMap(([pace, counts]) => toSection(pace, counts)),
  ].join('\n')
}

function toSection({ title, maxTypingMs, pauseMs }: Pace, counts: ReadonlyMap<string, LossCount>): string[] {
  const seconds = (maxTypingMs / 1000).toLocaleString('en')
  const columns = [
    'server',
    'kills',
    'edits',
    'called stored',
    'seen by the other',
    'checked',
    'lost',
    'kills with loss',
  ]
  return [
    `## ${title}`,
    '',
    `An edit of each person every ${pauseMs.least} to ${pauseMs.most} ms, for up to ${seconds} s.`,
    '',
    toRow(columns),
    toRow(columns.map(() => '---')),
    ...[...counts].map(([name, { rounds, made, stored, seen, checked, lost, roundsWithLoss }]) =>
      toRow([name, ...[rounds, made, stored, seen, checked, lost, roundsWithLoss].map(toCount)]),
    ),
    '',
  ]
}

function toCount(count: number | undefined): string {
  return count?.toLocaleString('en') ?? ''
}
