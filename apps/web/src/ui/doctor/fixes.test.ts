import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { fixes } from './fixes.ts'
import { proxies, proxyNames } from './proxies.ts'

const root = new URL('../../../../../', import.meta.url)

/** Lines as they are compared: without indentation, comments, brackets alone, and with addresses for what stands for them. */
function linesOf(text: string): string[] {
  return text
    .replaceAll(/\{\$\w+:([^}]*)\}/g, '$1')
    .replaceAll('http://duplex_sync', 'http://127.0.0.1:1234')
    .split('\n')
    .map((line) =>
      line
        .trim()
        .replace(/^# {2,}/, '')
        .replace(/^(reverse_proxy \S+) \{$/, '$1')
        .replace(/^to /, 'reverse_proxy '),
    )
    .filter((line) => line !== '' && line !== '}' && !/^#/.test(line))
}

describe.each(proxyNames)('the fixes for %s', (name) => {
  const { file } = proxies[name]
  const recipe = new Set(linesOf(readFileSync(new URL(file, root), 'utf8')))

  test.each(Object.entries(fixes))('%s: each line is one of the recipe', (_, fix) => {
    const own = fix[name].split('\n').filter((line) => !line.trim().startsWith('#'))
    expect(linesOf(own.join('\n')).filter((line) => !recipe.has(line))).toEqual([])
    expect(fix[name].length).toBeGreaterThan(20)
  })
})
