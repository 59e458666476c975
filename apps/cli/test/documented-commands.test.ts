import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const root = path.join(import.meta.dirname, '../../..')
const read = (file: string) => readFileSync(path.join(root, file), 'utf8')

const documents = [
  'README.md',
  'CONTRIBUTING.md',
  'docs/operations.md',
  ...readdirSync(path.join(root, 'docs/operations')).map((file) => `docs/operations/${file}`),
]

/** What begins a command in running text; other code spans name files, fields and values. */
const program = /^(npm|npx|pnpm|git|pg_dump|pg_restore|curl|systemctl) |^docker \S+ \S/

/** Blocks for a shell, whole or line by line, without remarks behind a line; and commands in running text. */
function commandsOf(text: string): string[] {
  const blocks = [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = '']) => block.trim())
  const prose = text.replaceAll(/^```.*?^```$/gms, '').matchAll(/`([^`]+)`/g)
  const spans = [...prose].map(([, span = '']) => span.replaceAll(/\s+/g, ' ')).filter((span) => program.test(span))
  const lines = blocks.flatMap((block) => (block.includes('docker ') ? [block] : block.split('\n')))
  return [...lines, ...spans].map((command) => command.replace(/ +# .*$/, '').trim())
}

/** Who runs a command, and the words there by which it does. */
const runBy: readonly (readonly [command: RegExp, file: string, words: string])[] = [
  [/^npm start$/, 'apps/cli/test/launcher/real-start.test.ts', "[boot, 'start']"],
  [/^npm (test|run check)( -- (--list|--only \S+))?$/, '.github/workflows/check-and-test.yml', 'npm run check'],
  [/^npm run test:programs$/, 'package.json', 'boot.mjs test programs'],
  [/^npm run test:compose$/, 'package.json', 'tsx e2e/compose/main.ts'],
  [/^npm run duplex( -- .*)?$/, 'apps/cli/test/duplex/documented.test.ts', 'npm run duplex -- '],
  // A block: all of them are read from the documents and run there.
  [
    /\bdocker .*\n|^(\w+=\S+ )?docker compose .*(?<! --build) --wait|^docker compose exec /s,
    'e2e/compose/tour.ts',
    'readDockerBlocks()',
  ],
  [/^docker compose up --build --wait$/, 'e2e/compose/tour.ts', 'docker compose up --build --wait'],
]

/** Of others, or for whoever changes Duplex: nothing of an installation hangs on them. */
const notRun = ['npm run dev', 'npx biome check --write', 'git pull']

describe('the commands in the documents', () => {
  const commands = documents.flatMap((file) => commandsOf(read(file)))
  const isCovered = (command: string) => runBy.some(([pattern]) => pattern.test(command))

  it('are each run by a test', () => {
    expect(commands.length).toBeGreaterThan(40)
    expect([...new Set(commands)].filter((command) => !isCovered(command) && !notRun.includes(command))).toEqual([])
  })

  it.each(runBy)('%s is run by %s', (pattern, file, words) => {
    expect(commands.filter((command) => pattern.test(command))).not.toEqual([])
    expect(read(file)).toContain(words)
  })
})
