import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { readConfig } from '../src/config.ts'

const root = path.join(import.meta.dirname, '../../..')
const read = (file: string) => readFileSync(path.join(root, file), 'utf8')

/** Where each app says what it reads from its environment: one zod schema with one line for each variable. */
const schemas = ['apps/cli/src/config.ts', 'apps/sync/src/config/env.ts', 'apps/web/src/server/config/config.ts']

const variablesOf = (file: string) => {
  const schema = /chema = z\.object\(\{\n(.*?)\n\}\)/s.exec(read(file))?.[1] ?? ''
  return [...schema.matchAll(/^ {2}([A-Z][A-Z0-9_]+):/gm)].map(([, name = '']) => name)
}

describe('the variables of Duplex', () => {
  const known = new Set(schemas.flatMap(variablesOf))

  it.each(schemas)('are found in %s', (file) => {
    expect(variablesOf(file).length).toBeGreaterThan(5)
  })

  it('are all in .env.example, and no others', () => {
    const documented = [...read('.env.example').matchAll(/^([A-Z][A-Z0-9_]+)=/gm)].map(([, name = '']) => name)
    expect(documented.toSorted()).toEqual([...known].toSorted())
  })

  it('come from a copy of .env.example by the words at its head, as they stand there', () => {
    const example = read('.env.example')
    const [, words = ''] = /`(set -a; [^`]+); npm start`/.exec(example) ?? []
    const folder = mkdtempSync(path.join(tmpdir(), 'duplex-variables-'))
    try {
      const changed = example.replace(/^SIGN_UP=.*$/m, 'SIGN_UP=closed')
      writeFileSync(path.join(folder, '.env'), changed)
      const print = `"${process.execPath}" -p 'JSON.stringify(process.env)'`
      const said = execFileSync('sh', ['-c', `${words}; ${print}`], { cwd: folder, env: {} }).toString()
      const given = [...changed.matchAll(/^([A-Z][A-Z0-9_]+)=(.*)$/gm)].map(([, name, value]) => [name, value])
      expect(given).toContainEqual(['SIGN_UP', 'closed'])
      expect(JSON.parse(said)).toMatchObject(Object.fromEntries(given))
      expect(readConfig(folder, JSON.parse(said))).toMatchObject({ webPort: 3000, databaseUrl: undefined })
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('are all explained in docs/operations.md', () => {
    const table = read('docs/operations.md')
    expect([...known].filter((name) => !table.includes(`| \`${name}\` |`))).toEqual([])
  })
})
