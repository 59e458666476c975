import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

const folder = path.resolve(import.meta.dirname, '../../docs')

/** The operator's documents. */
const files = ['operations.md', ...readdirSync(path.join(folder, 'operations')).map((file) => `operations/${file}`)]

/** Commands that stand together, below the heading that is nearest above them. */
export type Block = { readonly heading: string; readonly commands: string }

/** Every block of commands for Docker, in the order of the documents. */
export function readDockerBlocks(): Block[] {
  return files.flatMap((file) => readBlocks(readFileSync(path.join(folder, file), 'utf8')))
}

/** The first block of commands below a heading. */
export function readCommands(heading: string): string {
  const block = readDockerBlocks().find((one) => one.heading === heading)
  if (block === undefined) throw new Error(`no commands below "${heading}"`)
  return block.commands
}

function readBlocks(text: string): Block[] {
  let heading = ''
  return [...text.matchAll(/^#+ ([^\n]*)$|^```sh\n(.*?)^```$/gms)].flatMap(([, title, commands]) => {
    heading = title ?? heading
    return commands?.includes('docker ') ? [{ heading, commands }] : []
  })
}
