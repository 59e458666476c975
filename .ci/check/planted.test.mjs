import { describe, expect, test } from 'vitest'
import { healthyFiles, toLockfile, toTree } from './fixture/healthy-files.mjs'
import { documents } from './rules/documents.mjs'
import { figures } from './rules/figures.mjs'
import { floors } from './rules/floors.mjs'
import { layout } from './rules/layout.mjs'
import { names } from './rules/names.mjs'
import { sizes } from './rules/sizes.mjs'
import { runRules } from './run-rules.mjs'

/** The rules that read the tree without a tool. */
const quickRules = [layout, names, sizes, documents, figures, floors]
const lines = (count) => '//\n'.repeat(count)
const manySources = (count, length) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`packages/db/src/table-${index}.ts`, lines(length)]))

/** [rule, what is wrong, the files that are planted, what the finding must name] */
const plants = [
  ['layout', 'a new top-level folder', { 'tools/run.ts': '' }, 'tools'],
  ['layout', 'a new top-level file', { 'NOTES.md': '' }, 'NOTES.md'],
  ['layout', 'a file four folders under src', { 'apps/sync/src/a/b/c/d/e.ts': '' }, 'apps/sync/src/a/b/c/d/e.ts'],
  ['names', 'a file in camel case', { 'apps/sync/src/openRoom.ts': '' }, 'openRoom.ts'],
  ['names', 'a folder in capitals', { 'apps/sync/src/Room/open.ts': '' }, 'apps/sync/src/Room'],
  ...['utils', 'helpers', 'common', 'misc', 'types', 'manager', 'base'].map((word) => [
    'names',
    `a file named ${word}`,
    { [`apps/sync/src/${word}.ts`]: '' },
    `${word}.ts`,
  ]),
  ['names', 'a forbidden word inside a name', { 'apps/sync/src/room-manager.ts': '' }, 'room-manager.ts'],
  ['sizes', 'a file of 301 lines', { 'apps/sync/src/room.ts': lines(301) }, 'room.ts'],
  ['sizes', 'a test of 301 lines', { 'apps/sync/test/room.test.ts': lines(301) }, 'room.test.ts'],
  ['sizes', 'sources with a median of 71 lines', manySources(40, 71), '50 %'],
  ['sizes', 'one source in eight over 180 lines', manySources(2, 181), '90 %'],
  ['sizes', 'a README of 121 lines', { 'README.md': lines(121) }, 'README.md'],
  ['sizes', 'a decision of 61 lines', { 'docs/adr/0002-long.md': lines(61) }, '0002-long.md'],
  ['sizes', 'a map of 201 lines', { 'docs/architecture.md': `## Parts\n${lines(200)}` }, 'architecture.md'],
  ['documents', 'a link to nothing', { 'docs/a.md': '[x](gone.md)\n' }, 'gone.md'],
  ['documents', 'a link to a missing heading', { 'docs/a.md': '[x](../README.md#gone)\n' }, '#gone'],
  ['documents', 'a path in code that is gone', { 'docs/a.md': 'See `apps/sync/src/gone.ts`.\n' }, 'gone.ts'],
  ['documents', 'a path in a block that is gone', { 'docs/a.md': '```\napps/gone  does\n```\n' }, 'apps/gone'],
  ['documents', 'a pattern that matches nothing', { 'docs/a.md': 'See `packages/*/gone.ts`.\n' }, 'gone.ts'],
  ['documents', 'an npm script that is gone', { 'docs/a.md': 'Run `npm run gone`.\n' }, 'npm run gone'],
  ['documents', 'a pnpm script that is gone', { 'docs/a.md': '```sh\npnpm gone\n```\n' }, 'pnpm gone'],
  ['documents', "a package's script that is gone", { 'docs/a.md': '`pnpm --filter @duplex/db gone`\n' }, 'gone'],
  ['figures', 'a figure that was measured otherwise', { 'docs/a.md': cite('4.2 ms', 'seen, p50') }, '4.34'],
  ['figures', 'a figure with a digit too many', { 'docs/a.md': cite('4.30 ms', 'seen, p50') }, '4.30 ms'],
  ['figures', "another server's figure", { 'docs/a.md': cite('4.3 ms', 'polling: seen, p50') }, '250.00'],
  ['figures', 'a measure that is gone', { 'docs/a.md': cite('4.3 ms', 'seen, p99') }, 'seen, p99'],
  ['floors', 'an old ws', { 'pnpm-lock.yaml': withLocked({ ws: '8.20.1' }) }, 'ws 8.20.1'],
  ['floors', 'an old scoped package', { 'pnpm-lock.yaml': withLocked({ '@tiptap/extension-link': '2.9.9' }) }, '2.9.9'],
  ['floors', 'a prerelease of a floor', { 'pnpm-lock.yaml': withLocked({ next: '16.3.3-canary.1' }) }, 'canary'],
  ['floors', 'a lockfile in which it finds nothing', { 'pnpm-lock.yaml': 'packages:\n' }, 'names no next'],
]

function cite(figure, measure) {
  return `It takes [${figure}](../bench/RESULTS.md#one-writer-2-readers "${measure}").\n`
}

function withLocked(versions) {
  return toLockfile({
    '@tiptap/extension-link': '3.31.3',
    'better-auth': '1.7.7',
    next: '16.4.6',
    'prosemirror-model': '1.25.4',
    react: '19.3.1',
    ws: '8.23.0',
    ...versions,
  })
}

async function findAll(files) {
  const tree = toTree(files)
  const results = await Promise.all(quickRules.map(async (rule) => [rule.name, await rule.find(tree)]))
  return Object.fromEntries(results.filter(([, findings]) => findings.length > 0))
}

describe('a planted violation fails exactly its rule', () => {
  test('nothing fails in the healthy tree', async () => {
    expect(await findAll(healthyFiles)).toEqual({})
  })

  test.each(plants)('%s: %s', async (rule, _what, files, named) => {
    const failures = await findAll({ ...healthyFiles, ...files })
    expect(Object.keys(failures)).toEqual([rule])
    expect(failures[rule].join('\n')).toContain(named)
  })
})

test('a run prints one line for each rule, details only for those that fail, and answers with their names', async () => {
  const lines = []
  const tree = toTree({ ...healthyFiles, 'tools/run.ts': '' })
  expect(await runRules([names, layout], tree, (line) => lines.push(line))).toEqual(['layout'])
  expect(lines).toEqual([
    expect.stringMatching(/^ok {3}names +\d+\.\d s /),
    expect.stringMatching(/^FAIL layout +\d+\.\d s /),
    expect.stringContaining('tools'),
  ])
})
