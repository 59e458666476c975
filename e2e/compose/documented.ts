import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

const folder = path.resolve(import.meta.dirname, '../../docs')

/** The operator's documents. */
const files = [
  'operations.md',
  ...readdirSync(path.join(folder, 'operations'))
    .toSorted()
    .map((file) => `operations/${file}`),
]

/** Commands that stand together, below the heading that is nearest above them. */
export type Block = { readonly heading: string; readonly commands: string }

/** Every block of commands for Docker, in the order of the documents. */
export function readDockerBlocks(): Block[] {
  return readAll('sh').filter(({ commands }) => commands.includes('docker '))
}

/** The first block of commands below a heading. */
export function readCommands(heading: string): string {
  return find(readDockerBlocks(), heading)
}

/** The first block of settings below a heading, as it goes into `.env`. */
export function readSettings(heading: string): string {
  return find(readAll('ini'), heading)
}

function find(blocks: readonly Block[], heading: string): string {
  const block = blocks.find((one) => one.heading === heading)
  if (block === undefined) throw new Error(`there is no block below "${heading}"`)
  return block.commands
}

function readAll(language: string): Block[] {
  return files.flatMap((file) => readBlocks(readFileSync(path.join(folder, file), 'utf8'), language))
}

function readBlocks(text: string, language: string): Block[] {
  let heading = ''
  return [...text.matchAll(/^#+ ([^\n]*)$|^```(\w*)\n(.*?)^```$/gms)].flatMap(([, title, of, commands]) => {
    heading = title ?? heading
    return commands !== undefined && of === language ? [{ heading, commands }] : []
  })
}
