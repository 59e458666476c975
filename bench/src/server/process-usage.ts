import { readFileSync } from 'node:fs'

/** USER_HZ, the unit of times in /proc: 100 on every Linux that Node.js runs on. */
const ticksPerSecond = 100

/** Seconds of CPU that a process has used; undefined where the system has no /proc. */
export function readCpuSeconds(pid: number): number | undefined {
  if (process.platform !== 'linux') return undefined
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  // proc(5): the command in parentheses may hold spaces; utime and stime are the 12th and 13th field behind it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
}

/** Bytes of memory that a process holds; undefined where the system has no /proc. */
export function readResidentBytes(pid: number): number | undefined {
  if (process.platform !== 'linux') return undefined
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024
}
