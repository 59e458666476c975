import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { prepareDataFolder } from './data-folder.ts'

describe('the data folder', () => {
  let folder: string

  beforeEach(() => {
    folder = path.join(mkdtempSync(path.join(tmpdir(), 'duplex-data-')), 'deep/down')
  })
  afterEach(() => rmSync(path.join(folder, '../..'), { recursive: true }))

  it('is made with all folders above it, and only its owner may look inside', async () => {
    await prepareDataFolder(folder)
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    await prepareDataFolder(folder)
  })

  it.runIf(process.platform === 'linux')('is refused below /proc, where no folder can be made', async () => {
    await expect(prepareDataFolder('/proc/duplex/data')).rejects.toThrow(/^The data folder \S+ cannot be written\./)
  })

  it('is refused in one sentence where its disk has too little space', async () => {
    const sentence = /^The disk of the data folder \S+ is full: it has \d+ MB free, and Duplex needs \d+ MB\.$/
    await expect(prepareDataFolder(folder, Number.MAX_SAFE_INTEGER)).rejects.toThrow(sentence)
  })
})
