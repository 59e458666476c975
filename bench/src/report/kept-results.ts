import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Measure } from './measure.ts'
import type { KeptResult } from './results.ts'

const folder = path.join(import.meta.dirname, '../../results')

/** Keeps a result under the scenario's name, in place of the one before it. */
export async function keepResult(name: string, { runs, ...result }: KeptResult): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFile(toFile(name), `${JSON.stringify({ ...result, runs: Object.fromEntries(runs) }, undefined, 2)}\n`)
}

/** What is kept of these scenarios, in their order. */
export async function readResults(names: readonly string[]): Promise<KeptResult[]> {
  const texts = await Promise.all(names.map((name) => readFile(toFile(name), 'utf8').catch(() => undefined)))
  return texts.flatMap((text) => {
    if (text === undefined) return []
    const { runs, ...result } = JSON.parse(text) as Omit<KeptResult, 'runs'> & { runs: Record<string, Measure[][]> }
    return { ...result, runs: new Map(Object.entries(runs)) }
  })
}

function toFile(name: string): string {
  return path.join(folder, `${name}.json`)
}
