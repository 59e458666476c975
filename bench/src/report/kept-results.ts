import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Growth } from '../growth/measure-growth.ts'
import type { Environment } from './environment.ts'
import type { Result } from './result.ts'

/** What was last measured, and what the figures hold for. */
export type Kept<T> = T & { readonly environment: Environment; readonly seed: number }

export type KeptResult = Kept<Result>
/** `name`: that of the file, without its ending. */
export type KeptGrowth = Kept<Growth> & { readonly name: string }

const folder = path.join(import.meta.dirname, '../../results')

/** Keeps it under that name, in place of the one before it. */
export async function keep(name: string, result: Kept<Result | Growth>): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFile(toFile(name), `${JSON.stringify(result, undefined, 2)}\n`)
}

/** What is kept of these scenarios, in their order; what was never measured is left out. */
export async function readResults(names: readonly string[]): Promise<KeptResult[]> {
  const texts = await Promise.all(names.map(readKept))
  return texts.flatMap((text) => (text === undefined ? [] : JSON.parse(text)))
}

/** What is kept of these curves, in their order; what was never measured is left out. */
export async function readGrowth(names: readonly string[]): Promise<KeptGrowth[]> {
  const texts = await Promise.all(names.map(readKept))
  return texts.flatMap((text, index) => (text === undefined ? [] : { ...JSON.parse(text), name: names[index] }))
}

/** Undefined where nothing was measured yet. */
async function readKept(name: string): Promise<string | undefined> {
  try {
    return await readFile(toFile(name), 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

function toFile(name: string): string {
  return path.join(folder, `${name}.json`)
}
