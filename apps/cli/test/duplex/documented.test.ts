import { readFileSync } from 'node:fs'
import path from 'node:path'
import { createTestDatabase } from '@duplex/db/testing'
import { describe, expect, it } from 'vitest'
import { installPackages } from '../../bin/packages.mjs'
import { runCommand } from '../../bin/run-command.mjs'
import { useDesk } from './desk.ts'
import { writeDocument } from './written-documents.ts'

const root = path.join(import.meta.dirname, '../../../..')
const text = readFileSync(path.join(root, 'docs/operations/commands.md'), 'utf8')

/** The lines of the blocks of shell commands, in their order. */
const lines = [...text.matchAll(/^```sh\n(.*?)^```/gms)].flatMap(([, block = '']) => block.trim().split('\n'))

const toArgs = (line: string) => [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? '')

describe('the commands of the operator’s documents', () => {
  const desk = useDesk()
  const documentId = '0198c0de-0000-7000-8000-000000000001'

  it('name every command that there is', async () => {
    const { out } = await desk.run(['--help'])
    const commands = [...out.matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name).filter((name) => name !== 'help')
    expect(commands.length).toBeGreaterThan(6)
    for (const name of commands) expect(lines.some((line) => line.startsWith(`npm run duplex -- ${name}`))).toBe(true)
  })

  it('do what they say, one after the other', async () => {
    const first = await desk.run(['users', 'create', 'admin@example.org', '--name', 'Admin'])
    expect(first.code).toBe(0)
    const user = await desk.prisma.user.findFirstOrThrow()
    await writeDocument(desk.prisma, { id: documentId, userId: user.id, words: Array.from('abcdefghij'.repeat(30)) })
    const target = await createTestDatabase()
    let DATABASE_URL = desk.database.url
    const own = lines.filter((line) => line.startsWith('npm run duplex -- '))
    expect(own.length).toBeGreaterThan(15)
    for (const line of own) {
      const args = toArgs(line.replace('npm run duplex -- ', ''))
      const isRestore = args[0] === 'restore' && !args.includes('--check')
      if (isRestore) DATABASE_URL = target.url
      const said = await desk.run(args, { DATABASE_URL })
      expect([line, said.code, said.err]).toEqual([line, 0, ''])
      if (args.includes('--since')) DATABASE_URL = desk.database.url
    }
    await target.drop()
  })

  it('are as well reached by pnpm', async () => {
    const { pnpmFolder } = await installPackages(root, process.stderr)
    const env = { ...process.env, PATH: `${pnpmFolder}${path.delimiter}${process.env.PATH}` }
    const said = await runCommand('pnpm', ['duplex', '--help'], { cwd: root, env, shell: process.platform === 'win32' })
    expect(said).toContain('Looks after an installation of Duplex.')
  })

  it('in the images are the same command', async () => {
    const words = / (?:exec (?:-T )?sync|run --rm -T migrate) duplex (.*)$/
    const inImages = lines.flatMap((line) => words.exec(line)?.[1] ?? [])
    expect(inImages.length).toBeGreaterThan(8)
    for (const line of inImages) {
      const [command = ''] = toArgs(line)
      expect((await desk.run([command, '--help'])).code).toBe(0)
    }
    const dockerfile = readFileSync(path.join(root, 'apps/sync/Dockerfile'), 'utf8')
    expect(dockerfile).toContain('COPY --chmod=755 apps/cli/container/duplex.sh /usr/local/bin/duplex\n')
  })
})
