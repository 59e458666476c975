import type { Composition } from './composition.ts'
import { type Block, readDockerBlocks } from './documented.ts'

/** Beside the blocks: what stands in running text. */
const inText: Block = { heading: 'Upgrade', commands: 'docker compose up --build --wait' }

type Tour = {
  readonly composition: Composition
  /** Words of headings whose images cannot be had here. */
  readonly without: readonly string[]
  say(what: string, isKept?: boolean): void
}

/** Does what the operator's documents say to Docker, word for word, one block after the other. */
export async function followDocuments({ composition, without, say }: Tour): Promise<void> {
  const blocks = readDockerBlocks()
  if (blocks.length < 5) throw new Error(`only ${blocks.length} blocks of commands were found`)
  for (const { heading, commands } of [...blocks, inText]) {
    if (without.some((word) => heading.includes(word))) {
      say(`"${heading}" was left out`)
      continue
    }
    await composition.follow(commands).then(
      () => say(`"${heading}": ${commands.trim().split('\n').join('; ')}`),
      (error: Error) => say(`"${heading}": ${error.message}`, false),
    )
  }
}
