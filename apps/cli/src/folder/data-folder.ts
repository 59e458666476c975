import { existsSync } from 'node:fs'
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { sentenceOf } from '../../bin/sentence.mjs'
import { LauncherError } from '../launcher-error.ts'

/** An empty database takes 40 MB and its write-ahead log some multiples of 16 MB. */
const neededBytes = 200 * 1024 * 1024

/**
 * Makes the folder that holds database, secrets, logs and run.json, for its owner only.
 *
 * @throws {LauncherError} `data-folder` where it cannot be written or its disk is nearly full.
 */
export async function prepareDataFolder(folder: string, minFreeBytes = neededBytes): Promise<void> {
  const probe = path.join(folder, `.probe-${process.pid}`)
  try {
    await makeFolder(path.join(folder, 'logs'))
    await writeFile(probe, 'x')
    await rm(probe)
  } catch (error) {
    const sentence = `The data folder ${folder} cannot be written. ${sentenceOf(error)}`
    throw new LauncherError('data-folder', sentence, error)
  }
  const { bavail, bsize } = await statfs(folder)
  if (bavail * bsize >= minFreeBytes) return
  const free = `${megabytes(bavail * bsize)} free, and Duplex needs ${megabytes(minFreeBytes)}`
  throw new LauncherError('data-folder', `The disk of the data folder ${folder} is full: it has ${free}.`)
}

/** External: `mkdir` of Node.js 20 with `recursive` never ends where the system says ENOENT for ever, as below /proc. */
async function makeFolder(folder: string): Promise<void> {
  if (existsSync(folder)) return
  await makeFolder(path.dirname(folder))
  await mkdir(folder, { mode: 0o700 })
}

function megabytes(bytes: number): string {
  return `${Math.floor(bytes / 1024 / 1024)} MB`
}
