/** What one runner found. `where` is "file > group > test", `why` the first lines of its error. */
type Failure = { where: string; why: string }
/** `repeated`: failed, then passed when it was run again. They count among `passed`. */
export type Outcome = { passed: number; skipped: number; failures: Failure[]; repeated: Failure[] }

export const nothingFound = (): Outcome => ({ passed: 0, skipped: 0, failures: [], repeated: [] })

/** Lines of an error that are repeated in the list at the end; all of it stands above, where the runner printed it. */
const shownLines = 4

/** Ready to be printed; the last line is the result that scripts read. */
export function toSummary(outcomes: readonly Outcome[]): string {
  const failures = outcomes.flatMap((outcome) => outcome.failures)
  const repeated = outcomes.flatMap((outcome) => outcome.repeated)
  const sum = (count: (outcome: Outcome) => number) => outcomes.reduce((total, outcome) => total + count(outcome), 0)
  const skipped = sum((outcome) => outcome.skipped)
  const result = [`${sum((outcome) => outcome.passed)} passed`, `${failures.length} failed`]
  if (skipped > 0) result.push(`${skipped} skipped`)
  if (repeated.length > 0) result.push(`${repeated.length} passed only when repeated`)
  return `\n${toList('~', repeated)}${toList('✗', failures)}${result.join(', ')}\n`
}

/** 0 only where something ran and nothing failed. */
export function toExitCode(outcomes: readonly Outcome[]): number {
  const isSound = (outcome: Outcome) => outcome.failures.length === 0 && outcome.passed > 0
  return outcomes.length > 0 && outcomes.every(isSound) ? 0 : 1
}

/** A runner that ended badly without naming a test has failed itself, once. */
export function judge(outcome: Outcome, runner: string, how: string): Outcome {
  if (how === 'exit code 0' || outcome.failures.length > 0) return outcome
  return { ...outcome, failures: [{ where: runner, why: `${runner} ended with ${how}; its output is above.` }] }
}

function toList(mark: string, found: readonly Failure[]): string {
  return found.map(({ where, why }) => `${mark} ${where}\n${indent(why)}\n\n`).join('')
}

function indent(text: string): string {
  const lines = text.trim().split('\n').slice(0, shownLines)
  return lines.map((line) => `    ${line}`).join('\n')
}
