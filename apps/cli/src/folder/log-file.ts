import {
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
} from 'node:fs'
import path from 'node:path'

/** A log that has grown beyond this is set aside; so a log takes at most twice as much disk. */
const maxLogBytes = 20 * 1024 * 1024
const checkMs = 60_000

/** One file that processes append to. `tail` gives its last lines, for a person who has to repair something. */
export type LogFile = {
  path: string
  /** A descriptor for a child to inherit; the caller closes it. */
  open(): number
  tail(lines: number): string
}

/** Begins a new log; what the previous run wrote stays beside it as `<name>.1.log`. */
export function beginLog(folder: string, name: string): LogFile {
  const file = path.join(folder, `${name}.log`)
  const previous = path.join(folder, `${name}.1.log`)
  if (existsSync(file)) renameSync(file, previous)
  const open = () => openSync(file, 'a', 0o600)
  closeSync(open())
  return {
    path: file,
    open,
    tail: (lines) => readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n'),
  }
}

/** Keeps logs from filling the disk while they are written. Returns the function that ends this. */
export function limitLogs(files: readonly LogFile[], maxBytes = maxLogBytes, everyMs = checkMs): () => void {
  const timer = setInterval(() => {
    for (const file of files) if (statSync(file.path).size > maxBytes) setAside(file.path)
  }, everyMs)
  timer.unref()
  return () => clearInterval(timer)
}

/** Invariant: writers append, so after the cut they go on at the new end. Lines between copy and cut are lost. */
function setAside(file: string): void {
  copyFileSync(file, file.replace(/\.log$/, '.1.log'))
  truncateSync(file)
}
