import { readFile, readlink, rm } from 'node:fs/promises'
import path from 'node:path'

/** What a postmaster writes about itself into its data folder. */
export type LockFile = { pid: number; port: number; status: string }

const fileName = 'postmaster.pid'

/** The postmaster that works in the data folder; undefined where none does. */
export async function readPostmaster(dataFolder: string): Promise<LockFile | undefined> {
  const lock = await readLockFile(dataFolder)
  return lock && (await isPostmaster(lock.pid, dataFolder)) ? lock : undefined
}

/**
 * Removes the lock of a postmaster that was killed. PostgreSQL does that itself, except where the system has given
 * the number to another process since. Surviving backends are safe: PostgreSQL finds them by their shared memory.
 */
export async function removeStaleLock(dataFolder: string): Promise<void> {
  const lock = await readLockFile(dataFolder)
  if (lock && !(await isPostmaster(lock.pid, dataFolder))) await rm(path.join(dataFolder, fileName), { force: true })
}

async function readLockFile(dataFolder: string): Promise<LockFile | undefined> {
  const text = await readFile(path.join(dataFolder, fileName), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  // 1 pid, 2 folder, 3 start time, 4 port, 5 socket folder, 6 address, 7 shared memory, 8 status; written top down.
  const [pid, , , port, , , , status = ''] = text?.split('\n') ?? []
  return pid ? { pid: Number(pid), port: Number(port ?? 0), status: status.trim() } : undefined
}

async function isPostmaster(pid: number, dataFolder: string): Promise<boolean> {
  if (!isAlive(pid)) return false
  if (process.platform !== 'linux') return true
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  // A zombie (Z) is dead, whatever kill says.
  if (!/ \(postgres\) [^Z]/.test(stat)) return false
  const folder = await readlink(`/proc/${pid}/cwd`).catch(() => dataFolder)
  return folder === dataFolder
}

/** Whether a process of this number exists, be it somebody else's. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
