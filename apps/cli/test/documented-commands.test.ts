import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const root = path.join(import.meta.dirname, '../../..')
const read = (file: string) => readFileSync(path.join(root, file), 'utf8')

const documents = [
  'README.md',
  'CONTRIBUTING.md',
  '.env.example',
  'docs/operations.md',
  ...readdirSync(path.join(root, 'docs/operations')).map((file) => `docs/operations/${file}`),
]

/** What begins a command in running text; other code spans name files, fields and values. */
const program = /^(npm|npx|pnpm|git|node|sh|set|curl) |^(pg_\w+|psql|systemctl|journalctl)\b|^docker \S+ \S/

const fence = /^```(\w*)\n(.*?)^```$/gms

/** Blocks for a shell that give commands to Docker: each is followed as a whole. */
function dockerBlocksOf(text: string): string[] {
  return [...text.matchAll(fence)].flatMap(([, of, block = '']) =>
    of === 'sh' && /\bdocker /.test(block) ? [block] : [],
  )
}

/** Lines of the other blocks, without remarks behind them; what units of systemd start; and commands in running text. */
function commandsOf(text: string): string[] {
  const lines = [...text.matchAll(fence)].flatMap(([, of, block = '']) => {
    if (of === 'ini') return [...block.matchAll(/^ExecStart=.*$/gm)].map(([line]) => line)
    return of === 'sh' && !/\bdocker /.test(block) ? block.trim().split('\n') : []
  })
  const spans = [...text.replaceAll(fence, '').matchAll(/`([^`]+)`/g)].map(([, span = '']) =>
    span.replaceAll(/\s+/g, ' '),
  )
  return [...lines, ...spans.filter((span) => program.test(span))].map((command) =>
    command.replace(/ +# .*$/, '').trim(),
  )
}

/** Who runs a command, and the words there by which it does. */
const runBy: readonly (readonly [command: RegExp, file: string, words: string])[] = [
  [/^npm start$/, 'apps/cli/test/launcher/real-start.test.ts', "[boot, 'start']"],
  [/^ExecStart=/, 'apps/cli/test/launcher/real-start.test.ts', 'readUnit()'],
  [/^set -a; \S+ \S+; set \+a; npm start$/, 'apps/cli/test/variables.test.ts', '/`(set -a; [^`]+); npm start`/'],
  [/^npm (test|run check)( -- (--list|--only \S+))?$/, '.github/workflows/check-and-test.yml', 'npm run check'],
  [/^npm run test:programs$/, 'package.json', 'boot.mjs test programs'],
  [/^npm run test:compose$/, 'package.json', 'tsx e2e/compose/main.ts'],
  [/^npm run duplex( -- .*)?$/, 'apps/cli/test/duplex/documented.test.ts', 'npm run duplex -- '],
  [/^npm run duplex --$/, 'apps/cli/test/duplex/documented.test.ts', 'npm run duplex -- '],
  [/^pnpm duplex /, 'apps/cli/test/duplex/documented.test.ts', "'duplex', '--help'"],
  [/^cd apps\/sync && SYNC_PORT=\d+ node /, 'apps/sync/test/programs/documented-node.test.ts', 'SYNC_PORT='],
]

/** Of others, or for whoever changes Duplex: nothing of an installation hangs on them. */
const notRun = ['npm run dev', 'npx biome check --write', 'git pull']

describe('the commands in the documents', () => {
  const commands = documents.flatMap((file) => commandsOf(read(file)))
  const isDocker = (command: string) => command.startsWith('docker ')
  const isCovered = (command: string) => runBy.some(([pattern]) => pattern.test(command))

  it('are each run by a test', () => {
    expect(commands.length).toBeGreaterThan(40)
    const others = [...new Set(commands)].filter((command) => !isDocker(command))
    expect(others.filter((command) => !isCovered(command) && !notRun.includes(command))).toEqual([])
  })

  it.each(runBy)('%s is run by %s', (pattern, file, words) => {
    expect(commands.filter((command) => pattern.test(command))).not.toEqual([])
    expect(read(file)).toContain(words)
  })

  it('for Docker stand in blocks, which e2e/compose reads from the documents and runs', () => {
    const blocks = documents.filter((file) => file.startsWith('docs/')).flatMap((file) => dockerBlocksOf(read(file)))
    expect(blocks.length).toBeGreaterThan(12)
    expect(read('e2e/compose/tour.ts')).toContain('readDockerBlocks()')
    expect(documents.filter((file) => !file.startsWith('docs/')).flatMap((file) => dockerBlocksOf(read(file)))).toEqual(
      [],
    )
    const lines = new Set(blocks.flatMap((block) => block.trim().split('\n')))
    const inText = commands.filter(isDocker)
    expect(inText.length).toBeGreaterThan(3)
    expect(inText.filter((command) => !isInABlock(command, lines))).toEqual([])
  })
})

/** As it stands there, or with some services and options less. */
function isInABlock(command: string, lines: ReadonlySet<string>): boolean {
  const words = command.split(' ')
  return [...lines].some((line) => words.every((word) => line.split(' ').includes(word)))
}
