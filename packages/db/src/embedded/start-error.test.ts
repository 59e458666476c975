import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { toStartError } from './start-error.ts'

const dataFolder = path.join(tmpdir(), 'data')

test('words about missing space are a full disk', async () => {
  const output =
    '2026-01-01 00:00:00 UTC 53100 FATAL:  could not write lock file "postmaster.pid": No space left on device'
  expect(await toStartError(output, dataFolder)).toMatchObject({
    code: 'disk-full',
    message: `There is no space left for the database in ${tmpdir()}.`,
  })
})

test('other words are repeated, the last three lines of them', async () => {
  expect(await toStartError('one\ntwo\nthree\nfour\n', dataFolder)).toMatchObject({
    code: 'failed',
    message: 'The embedded PostgreSQL did not start: two three four',
  })
})
