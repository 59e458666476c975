import { type ID, Item } from 'yjs'
import type { Struct } from './update-structs.ts'

/** The structs of one client by rising clock, and how many of them are in order already. */
type Run = { readonly structs: Struct[]; done: number }
type Goal = { readonly run: Run; readonly client: number; readonly clock: number }

/**
 * The structs of an update, each behind what it builds on: the struct before it of the same client, its origins and
 * its parent, as far as they are in the update. Undefined where two wait for each other, which no client makes.
 */
export function toCausalOrder(structs: readonly Struct[]): Struct[] | undefined {
  const runs = new Map<number, Run>()
  for (const struct of structs) {
    const run = runs.get(struct.id.client)
    if (run === undefined) runs.set(struct.id.client, { structs: [struct], done: 0 })
    else run.structs.push(struct)
  }
  const ordered: Struct[] = []
  for (const [client, run] of runs) {
    if (!follow({ run, client, clock: Number.POSITIVE_INFINITY }, runs, ordered)) return undefined
  }
  return ordered
}

/** Puts the structs of a run in order up to a clock, and first of all whatever they need of others. */
function follow(goal: Goal, runs: ReadonlyMap<number, Run>, ordered: Struct[]): boolean {
  const goals = [goal]
  for (let current = goals.at(-1); current !== undefined; current = goals.at(-1)) {
    const { run, clock } = current
    const next = run.structs[run.done]
    if (next === undefined || next.id.clock > clock) {
      goals.pop()
      continue
    }
    const missing = referencesOf(next).find((id) => id.client !== next.id.client && isAhead(id, runs.get(id.client)))
    if (missing === undefined) {
      ordered.push(next)
      run.done++
    } else {
      const needed = runs.get(missing.client)
      if (needed === undefined || goals.some(({ client }) => client === missing.client)) return false
      goals.push({ run: needed, client: missing.client, clock: missing.clock })
    }
  }
  return true
}

/** Whether the id is in a part of the run that is not in order yet. */
function isAhead({ clock }: ID, run: Run | undefined): boolean {
  const next = run?.structs[run.done]
  const last = run?.structs.at(-1)
  return next !== undefined && last !== undefined && clock >= next.id.clock && clock < last.id.clock + last.length
}

function referencesOf(struct: Struct): ID[] {
  if (!(struct instanceof Item)) return []
  const { origin, rightOrigin, parent } = struct
  return [origin, rightOrigin, isId(parent) ? parent : null].filter((id) => id !== null)
}

/** Of a struct that was just decoded, the parent is an id, the name of a root, or left to the origin's. */
export function isId(parent: Item['parent']): parent is ID {
  return parent !== null && typeof parent === 'object' && 'clock' in parent
}
