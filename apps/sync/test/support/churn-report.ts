import type { Vitals } from './measured-main.ts'

export type Look = Vitals & { readonly visits: number; readonly seconds: number }

const MiB = 2 ** 20

/** A Markdown document of what a server held each time it was looked at, at rest and without garbage. */
export function toChurnReport(about: string, looks: readonly Look[]): string {
  const rows: [string, (look: Look) => string | number][] = [
    ['seconds of visits', ({ seconds }) => seconds],
    ['visits so far', ({ visits }) => visits],
    ['heap, MiB', ({ heapBytes }) => (heapBytes / MiB).toFixed(1)],
    ['resident memory, MiB', ({ residentBytes }) => Math.round(residentBytes / MiB)],
    ['file descriptors', ({ fileDescriptors }) => fileDescriptors ?? ''],
    ['timers and handles', ({ resources }) => resources],
    ['listeners of the process', ({ processListeners }) => processListeners],
    ['event emitters alive', ({ emitters }) => emitters],
    ['sockets, connections, rooms alive', ({ sockets, connections, rooms }) => `${sockets}, ${connections}, ${rooms}`],
    ['warnings of Node.js', ({ warnings }) => warnings],
  ]
  return [
    '# What is left of documents that were left',
    '',
    'Written by `CHURN_REPORT=<file> npx vitest run --project sync test/churn.test.ts`. [How to read it](README.md).',
    '',
    about,
    '',
    `|${' |'.repeat(looks.length + 1)}`,
    `|---|${'---|'.repeat(looks.length)}`,
    ...rows.map(([name, read]) => `| ${[name, ...looks.map(read)].join(' | ')} |`),
    '',
  ].join('\n')
}
