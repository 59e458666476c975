import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * Names one run of one process, or undefined where no such process runs or the system does not tell. A process id alone
 * is used again by unrelated processes; together with the moment it began it is not.
 *
 * @param {number} pid
 * @returns {string | undefined}
 */
export function identityOf(pid) {
  return process.platform === 'linux' ? linuxIdentityOf(pid) : portableIdentityOf(pid)
}

/**
 * proc(5): after the command in parentheses come the state, 17 fields later the number of threads, and 19 fields later
 * the start in clock ticks since boot. A zombie has ended, but while it has other threads these still hold its ports.
 * @param {number} pid
 */
function linuxIdentityOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (fields[0] === 'X' || (fields[0] === 'Z' && Number(fields[17]) <= 1)) return undefined
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()
    return `${boot} ${fields[19]}`
  } catch {
    // The process is gone; there is nothing to name.
    return undefined
  }
}

/** @param {number} pid */
function portableIdentityOf(pid) {
  const { status, stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' })
  return status === 0 && stdout.trim() !== '' ? stdout.trim() : undefined
}
