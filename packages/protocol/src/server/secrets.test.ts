import { execFile } from 'node:child_process'
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readOrCreateSecrets, SecretsError } from './secrets.ts'

let root = ''
let dataDir = ''

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'duplex-secrets-'))
  dataDir = join(root, 'data')
})

afterEach(async () => {
  await rm(root, { recursive: true, force: true })
})

const secretsPath = () => join(dataDir, 'secrets.json')

async function expectRefusal(sentence: RegExp): Promise<void> {
  const error = await readOrCreateSecrets(dataDir).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(SecretsError)
  expect((error as SecretsError).message).toMatch(sentence)
}

describe('the secrets of an installation', () => {
  test('are three different strings of 32 random bytes', async () => {
    const secrets = await readOrCreateSecrets(dataDir)
    const values = Object.values(secrets)
    expect(Object.keys(secrets)).toEqual(['databasePassword', 'authSecret', 'ticketSecret'])
    expect(new Set(values).size).toBe(3)
    for (const value of values) expect(Buffer.from(value, 'base64url')).toHaveLength(32)
  })

  test('stay the same on the next start', async () => {
    expect(await readOrCreateSecrets(dataDir)).toEqual(await readOrCreateSecrets(dataDir))
  })

  test('are readable by their owner only, in a folder of the same kind, with no draft left behind', async () => {
    await readOrCreateSecrets(dataDir)
    expect((await stat(secretsPath())).mode & 0o777).toBe(0o600)
    expect((await stat(dataDir)).mode & 0o777).toBe(0o700)
    expect(await readdir(dataDir)).toEqual(['secrets.json'])
  })

  test('are the same for many callers that start at once', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => readOrCreateSecrets(dataDir)))
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect(await readdir(dataDir)).toEqual(['secrets.json'])
  })

  test('are the same for processes that start at once', async () => {
    const script = `
      const { readOrCreateSecrets } = await import(${JSON.stringify(new URL('./secrets.ts', import.meta.url).href)})
      process.stdout.write(JSON.stringify(await readOrCreateSecrets(process.argv[1])))`
    const run = () =>
      promisify(execFile)(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script, dataDir])
    const outputs = await Promise.all([run(), run(), run()])
    const onDisk = JSON.stringify(JSON.parse(await readFile(secretsPath(), 'utf8')))
    expect(outputs.map((output) => output.stdout)).toEqual([onDisk, onDisk, onDisk])
  }, 30_000)

  test('in a damaged file are refused without quoting or replacing it', async () => {
    await readOrCreateSecrets(dataDir)
    await writeFile(secretsPath(), '{"databasePassword":"hunter2"')
    await expectRefusal(/is damaged: restore it from a backup/)
    await expectRefusal(/^(?!.*hunter2)/)
    expect(await readFile(secretsPath(), 'utf8')).toBe('{"databasePassword":"hunter2"')
  })

  test('that are missing or too short are refused', async () => {
    const secrets = await readOrCreateSecrets(dataDir)
    await writeFile(secretsPath(), JSON.stringify({ ...secrets, authSecret: undefined }))
    await expectRefusal(/is damaged/)
    await writeFile(secretsPath(), JSON.stringify({ ...secrets, authSecret: 'short' }))
    await expectRefusal(/is damaged/)
  })

  test('that other users can read are refused with the command that repairs it', async () => {
    await readOrCreateSecrets(dataDir)
    await chmod(secretsPath(), 0o640)
    await expectRefusal(/chmod 600/)
  })

  test('that cannot be written are an error that names the file', async () => {
    await writeFile(dataDir, 'a file where the folder should be')
    await expectRefusal(/secrets\.json cannot be (read|written)/)
  })
})
