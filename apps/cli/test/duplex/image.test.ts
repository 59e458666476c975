import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createTestDatabase } from '@duplex/db/testing'
import { expect, it } from 'vitest'
import { runCommand } from '../../bin/run-command.mjs'

const root = path.join(import.meta.dirname, '../../../..')

it('the bundle of the images knows the migrations beside it, and every command', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'duplex-image-'))
  const database = await createTestDatabase()
  try {
    // As the Dockerfile of apps/sync lays them out.
    mkdirSync(path.join(folder, 'prisma'))
    cpSync(path.join(root, 'packages/db/prisma/migrations'), path.join(folder, 'prisma/migrations'), {
      recursive: true,
    })
    const { scripts } = JSON.parse(readFileSync(path.join(root, 'apps/cli/package.json'), 'utf8'))
    const build = String(scripts['build:container']).replace('--outdir=dist', `--outdir=${folder}/cli/dist`)
    const bin = path.join(root, 'node_modules/.bin')
    const env = { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH}` }
    await runCommand(build, [], { cwd: path.join(root, 'apps/cli'), env, shell: true })
    const here = { INIT_CWD: folder, DUPLEX_DATA_DIR: folder }
    const variables = { ...process.env, ...here, DATABASE_URL: database.url, REDIS_URL: '' }
    const run = (...args: string[]) =>
      runCommand(process.execPath, ['cli/dist/duplex.mjs', ...args], { cwd: folder, env: variables })
    expect(JSON.parse(await run('doctor', '--json'))).toMatchObject({ healthy: true })
    expect(await run('users', 'create', 'ada@example.org', '--name', 'Ada')).toMatch(/[\w-]{20}\n$/)
    expect(await run('backup', 'one.backup')).toContain('1 account')
    expect(await run('restore', 'one.backup', '--check')).toMatch(/is whole.*User +1/s)
    expect(await run('verify')).toContain('all sound')
    // What the image has on its PATH, with this folder's names.
    writeFileSync(path.join(folder, 'database.env'), `DATABASE_URL=${database.url}\n`)
    const words = readFileSync(path.join(root, 'apps/cli/container/duplex.sh'), 'utf8')
    const command = words.replace('/app/', `${folder}/`).replace('/data/', `${folder}/`)
    writeFileSync(path.join(folder, 'duplex'), command, { mode: 0o755 })
    const { DATABASE_URL: _, ...bare } = variables
    const said = await runCommand(path.join(folder, 'duplex'), ['users', 'list'], { cwd: folder, env: bare })
    expect(said).toContain('ada@example.org')
  } finally {
    await database.drop()
    rmSync(folder, { recursive: true })
  }
})
