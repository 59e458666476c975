import { SingleBar } from 'cli-progress'
import { plural, type Terminal, tell, toBytes } from './terminal.ts'

/** How often a file or a pipe gets a line. */
const lineMs = 10_000

export type Progress = {
  /** Of `total`, which may turn out to be another. */
  update(done: number, total: number): void
  stop(): void
}

export type ProgressUnit = 'bytes' | 'documents'

/** A bar on a terminal; anywhere else a line now and then, and none for what is quick. */
export function startProgress(terminal: Terminal, doing: string, unit: ProgressUnit): Progress {
  const { err } = terminal
  const show = unit === 'bytes' ? toBytes : (count: number) => plural(count, 'document')
  if (!err.isTTY) return startLines(terminal, doing, show)
  const bar = new SingleBar({
    stream: err as NodeJS.WriteStream,
    format: `  ${doing} {bar} {percentage} % · {shown}`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 30,
    hideCursor: true,
    clearOnComplete: true,
    linewrap: true,
  })
  bar.start(1, 0, { shown: '' })
  return {
    update: (done, total) => {
      bar.setTotal(Math.max(total, done, 1))
      bar.update(done, { shown: show(done) })
    },
    stop: () => bar.stop(),
  }
}

function startLines(terminal: Terminal, doing: string, show: (done: number) => string): Progress {
  let last = performance.now()
  return {
    update: (done, total) => {
      if (performance.now() - last < lineMs) return
      last = performance.now()
      tell(terminal, `${doing}: ${show(done)} of about ${show(Math.max(total, done))}`)
    },
    stop: () => undefined,
  }
}
