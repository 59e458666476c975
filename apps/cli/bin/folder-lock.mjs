import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { identityOf } from './process-identity.mjs'

/** Between two looks at a lock that somebody else holds. */
const pollMs = 200

/**
 * Runs `work` while no other process does so for this folder; installing and building twice at once would mix their
 * files. A lock whose holder died is taken over.
 *
 * @template T
 * @param {string} folder
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withFolderLock(folder, work) {
  mkdirSync(folder, { recursive: true })
  const lock = path.join(folder, 'lock.json')
  let said = false
  while (!tryLock(lock)) {
    const holder = readHolder(lock)
    if (holder && identityOf(holder.pid) !== holder.identity) rmSync(lock, { force: true })
    else {
      if (!said && holder)
        process.stdout.write(`  another Duplex (process ${holder.pid}) prepares this folder; waiting\n`)
      said = true
      await delay(pollMs)
    }
  }
  try {
    return await work()
  } finally {
    rmSync(lock, { force: true })
  }
}

/**
 * Order: the content first, then the name; so a lock that can be seen is never half written.
 * @param {string} lock
 */
function tryLock(lock) {
  const draft = `${lock}.${process.pid}`
  writeFileSync(draft, JSON.stringify({ pid: process.pid, identity: identityOf(process.pid) }))
  try {
    linkSync(draft, lock)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

/**
 * @param {string} lock
 * @returns {{ pid: number, identity: string | undefined } | undefined}
 */
function readHolder(lock) {
  try {
    return JSON.parse(readFileSync(lock, 'utf8'))
  } catch {
    // It was given back between the attempt and this look.
    return undefined
  }
}
