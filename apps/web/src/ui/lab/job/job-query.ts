import { type Job, type Knob, knobNames, toJob } from './job.ts'

/** What each number of a job is called in an address. */
const parameters: Readonly<Record<Knob, string>> = {
  editsPerTenSeconds: 'edits',
  readers: 'readers',
  payloadBytes: 'bytes',
  idlePercent: 'idle',
  delayMs: 'delay',
  pollIntervalMs: 'poll',
  cutSeconds: 'cut',
  seconds: 'seconds',
  answers: 'answers',
  seed: 'seed',
}

/** The job that an address names. What it leaves out is as usual, and what it overdoes is as much as may be. */
export function readJob(query: Pick<URLSearchParams, 'get'>): Job {
  const wished: Partial<Record<Knob, number>> = {}
  for (const name of knobNames) {
    const text = query.get(parameters[name])
    if (text !== null && /^\d{1,7}$/.test(text)) wished[name] = Number(text)
  }
  return toJob(wished)
}

/** Everything that makes a run the same again. What is as usual is said as well: what is usual may change. */
export function writeJob(job: Job): string {
  return new URLSearchParams(knobNames.map((name) => [parameters[name], String(job[name])])).toString()
}

export function isSameJob(a: Job, b: Job): boolean {
  return knobNames.every((name) => a[name] === b[name])
}
