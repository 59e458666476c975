import { closeSync, mkdtempSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { beginLog, limitLogs } from './log-file.ts'

describe('a log', () => {
  let folder: string

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'duplex-log-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const write = (log: { open(): number }, text: string) => {
    const file = log.open()
    writeSync(file, text)
    closeSync(file)
  }

  it('begins anew with each start and keeps the one before', () => {
    write(beginLog(folder, 'web'), 'first\n')
    const log = beginLog(folder, 'web')
    write(log, 'second\nthird\n')
    expect(log.tail(1)).toBe('third')
    expect(readFileSync(path.join(folder, 'web.1.log'), 'utf8')).toBe('first\n')
  })

  it('is set aside when it grows too large, while a process goes on writing to it', async () => {
    const log = beginLog(folder, 'sync')
    const file = log.open()
    const stop = limitLogs([log], 10, 1)
    writeSync(file, 'more than ten bytes\n')
    while (readFileSync(log.path, 'utf8') !== '') await delay(1)
    stop()
    writeSync(file, 'after\n')
    closeSync(file)
    expect(readFileSync(log.path, 'utf8')).toBe('after\n')
    expect(readFileSync(path.join(folder, 'sync.1.log'), 'utf8')).toBe('more than ten bytes\n')
  })
})
