import { describe, expect, onTestFinished, test } from 'vitest'
import { writeTree } from './fixture/disk-tree.mjs'
import { healthyFiles } from './fixture/healthy-files.mjs'
import { plants } from './fixture/tool-plants.mjs'
import { format, lint } from './rules/biome.mjs'
import { imports } from './rules/imports.mjs'
import { promises } from './rules/promises.mjs'
import { types } from './rules/type-check.mjs'
import { unused } from './rules/unused.mjs'

/** The rules that ask a tool. A run of one costs up to two seconds, so each sees all its plants at once. */
const toolRules = [format, lint, promises, imports, unused, types]

function plant(files) {
  const { tree, dispose } = writeTree({ ...healthyFiles, ...files })
  onTestFinished(dispose)
  return tree
}

describe('a tool finds each planted violation and nothing else', () => {
  test.each(toolRules)('$name holds in the healthy tree', async (rule) => {
    expect(await rule.find(plant({}))).toEqual([])
  })

  test.each(toolRules)('$name finds its plants', async (rule) => {
    const { files, findings } = plants[rule.name]
    const found = await rule.find(plant(files))
    for (const expected of findings) expect(found).toContainEqual(expect.stringMatching(expected))
    const unexpected = found.filter((line) => !findings.some((expected) => expected.test(line)))
    expect(unexpected).toEqual([])
  })
})
