import { readdirSync, readFileSync } from 'node:fs'

/** USER_HZ, the unit of times in /proc: 100 on every Linux that Node.js runs on. */
const ticksPerSecond = 100

/** Seconds of CPU that a process has used; undefined where the system has no /proc. */
export function readCpuSeconds(pid: number): number | undefined {
  if (process.platform !== 'linux') return undefined
  return readTimes(pid).ownSeconds
}

/** The same of a process and all that it started, those included that have ended. */
export function readTreeCpuSeconds(pid: number): number | undefined {
  if (process.platform !== 'linux') return undefined
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const all = new Map(processes.flatMap((name) => toEntry(Number(name))))
  const sumBelow = (parent: number): number =>
    [...all].reduce((sum, [child, { parentId }]) => (parentId === parent ? sum + sumBelow(child) : sum), 0) +
    (all.get(parent)?.ownSeconds ?? 0) +
    (all.get(parent)?.endedSeconds ?? 0)
  return sumBelow(pid)
}

type Times = { readonly parentId: number; readonly ownSeconds: number; readonly endedSeconds: number }

/** `endedSeconds`: of children that have ended. Throws where there is no such process. */
function readTimes(pid: number): Times {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  // proc(5): the command in parentheses may hold spaces; behind it are state, parent, and from the 12th field on the times.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [own, ownSystem, ended, endedSystem] = fields.slice(11, 15).map(Number)
  return {
    parentId: Number(fields[1]),
    ownSeconds: (Number(own) + Number(ownSystem)) / ticksPerSecond,
    endedSeconds: (Number(ended) + Number(endedSystem)) / ticksPerSecond,
  }
}

/** Nothing, where it has ended meanwhile. */
function toEntry(pid: number): [number, Times][] {
  try {
    return [[pid, readTimes(pid)]]
  } catch {
    return []
  }
}

/** Bytes of memory that a process holds; undefined where the system has no /proc. */
export function readResidentBytes(pid: number): number | undefined {
  if (process.platform !== 'linux') return undefined
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024
}
