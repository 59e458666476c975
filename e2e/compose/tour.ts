import type { Composition } from './composition.ts'
import { readDockerBlocks } from './documented.ts'
import { checkOwnName, checkTls } from './tls-checks.ts'
import { Witness } from './witness.ts'

type Say = (what: string, isKept?: boolean) => void

type Tour = {
  readonly composition: Composition
  /** The public address, until the documents change it. */
  readonly url: string
  /** Words of headings whose images cannot be had here. */
  readonly without: readonly string[]
  say: Say
}

/** What is done around the block that has these words, beside giving it to a shell. */
type Around = { readonly words: string; before?(): Promise<void>; after?(output: string): Promise<void> }

/** Does what the operator's documents say to Docker, word for word, one block after the other. */
export async function followDocuments(tour: Tour): Promise<void> {
  const { composition, without, say } = tour
  const blocks = readDockerBlocks()
  if (blocks.length < 12) throw new Error(`only ${blocks.length} blocks of commands were found`)
  const around = planAround(tour)
  for (const { heading, commands } of blocks) {
    if (without.some((word) => heading.includes(word))) {
      say(`"${heading}" was left out`)
      continue
    }
    const found = around.filter(({ words }) => commands.includes(words))
    for (const one of found) around.splice(around.indexOf(one), 1)
    await (async () => {
      for (const { before } of found) await before?.()
      const output = await composition.follow(commands)
      say(`"${heading}": ${commands.trim().split('\n').join('; ')}`)
      for (const { after } of found) await after?.(output)
    })().catch((error: Error) => say(`"${heading}": ${error.message}`, false))
  }
  for (const { words } of around) say(`no block has "${words}"`, false)
}

function planAround({ composition, url, say }: Tour): Around[] {
  const witness = new Witness(url)
  return [
    {
      words: 'duplex backup - >',
      before: () => witness.writeBefore(),
      after: async () => {
        const modes = await Promise.all(['duplex.backup', 'secrets.json'].map((file) => composition.modeOf(file)))
        const isOwners = modes.every((mode) => mode === 0o600)
        say(`what was copied has the modes ${modes.map((mode) => mode?.toString(8)).join(', ')}`, isOwners)
        say('no draft of the backup is left', (await composition.modeOf('duplex.backup.part')) === undefined)
      },
    },
    {
      words: 'duplex restore - <',
      before: () => witness.writeAfter(),
      after: async () => {
        await witness.compare()
        say('the restored document says what it said when the backup was made, and everybody signs in again')
      },
    },
    {
      words: '--since -',
      after: async (output) => say('verify says what was gained since', output.includes('no document gained edits')),
    },
    {
      words: 'wget -q -O - http://sync:1234/readyz',
      after: async (output) => {
        const answers = [/All is well|Duplex works/, /"state":"serving"/, /^duplex_sync_connections \d/m]
        say(
          'doctor, readiness and metrics answer',
          answers.every((answer) => answer.test(output)),
        )
      },
    },
    {
      words: 'cp tls:',
      after: async () => {
        await checkOwnName(composition, say)
        // Order: after further commands, which must not have taken the settings back.
        await checkTls(composition, say)
      },
    },
  ]
}
