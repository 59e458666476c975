import { parseArgs } from 'node:util'
import { crowds } from './scenarios/crowd.ts'
import { idle } from './scenarios/idle.ts'
import { join } from './scenarios/join.ts'
import { loneKeystrokes } from './scenarios/lone-keystrokes.ts'
import { nodes } from './scenarios/nodes.ts'
import { oneToMany } from './scenarios/one-to-many.ts'
import { presence } from './scenarios/presence.ts'
import { quietDocuments } from './scenarios/quiet-documents.ts'
import { restart } from './scenarios/restart.ts'
import type { Scenario } from './scenarios/scenario.ts'
import { slowReader } from './scenarios/slow-reader.ts'
import { transports } from './scenarios/transports.ts'
import { wake } from './scenarios/wake.ts'

/** In the order of the results. */
const scenarios: Readonly<Record<string, Scenario>> = {
  'lone-keystrokes': loneKeystrokes,
  ...crowds,
  'one-to-100': oneToMany,
  ...presence,
  join,
  idle,
  ...quietDocuments,
  wake,
  'slow-reader': slowReader,
  restart,
  transports,
  nodes,
}
/** What has to be asked for. */
const others = ['growth', 'growth-nodes', 'loss']
export const scenarioNames = Object.keys(scenarios)

/** What a run is to do. */
export type Wanted = {
  /** By name. */
  readonly scenarios: ReadonlyMap<string, Scenario>
  /** A look at small sizes: nothing of it is kept. */
  readonly isQuick: boolean
  readonly growth: boolean
  readonly nodeGrowth: boolean
  readonly loss?: LossWish
}

/** How often a server is killed: Duplex, and each of the others; none for longer than `maxMs`. */
export type LossWish = { readonly rounds: number; readonly peerRounds: number; readonly maxMs: number }

/** Names of parts, and options; without a name all scenarios. Throws where it does not understand. */
export function readArguments(args: readonly string[]): Wanted {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      rounds: { type: 'string', default: '1000' },
      'peer-rounds': { type: 'string', default: '30' },
      minutes: { type: 'string', default: '60' },
      quick: { type: 'boolean', default: false },
    },
  })
  const known = [...Object.keys(scenarios), ...others]
  const unknown = positionals.filter((name) => !known.includes(name))
  if (unknown.length > 0) throw new Error(`There is no ${unknown.join(', ')}. There are: ${known.join(', ')}.`)
  const chosen = Object.entries(scenarios).filter(([name]) => positionals.length === 0 || positionals.includes(name))
  return {
    scenarios: new Map(values.quick ? chosen.map(([name, scenario]) => [name, toQuick(name, scenario)]) : chosen),
    isQuick: values.quick,
    growth: positionals.includes('growth'),
    nodeGrowth: positionals.includes('growth-nodes'),
    loss: positionals.includes('loss')
      ? {
          rounds: readCount(values.rounds),
          peerRounds: readCount(values['peer-rounds']),
          maxMs: readCount(values.minutes) * 60_000,
        }
      : undefined,
  }
}

function toQuick(name: string, { quickly }: Scenario): Scenario {
  if (quickly === undefined) throw new Error(`${name} has no small size.`)
  return quickly
}

function readCount(text: string): number {
  const count = Number(text)
  if (!Number.isInteger(count) || count < 0) throw new Error(`${text} is no count.`)
  return count
}
