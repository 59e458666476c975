import type { Clock } from '../clock.ts'
import type { Findings, ProbeName } from './findings.ts'

/** What goes on: since when, in ms since 1970, and how long it takes on purpose. */
export type Running = { readonly since: number; readonly expectedMs: number }

export type ExaminationState = {
  readonly findings: Partial<Findings>
  readonly running: Partial<Readonly<Record<ProbeName, Running>>>
  /** Nothing more will be found. */
  readonly isOver: boolean
}

export const emptyState: ExaminationState = { findings: {}, running: {}, isOver: false }

/** What is known so far; whoever listens is told each change. */
export class Notebook {
  #state = emptyState

  constructor(
    readonly clock: Pick<Clock, 'now'>,
    readonly onChange: (state: ExaminationState) => void,
  ) {}

  get findings(): Partial<Findings> {
    return this.#state.findings
  }

  begin(names: readonly ProbeName[], expectedMs = 0): void {
    const running = { since: this.clock.now(), expectedMs }
    const begun = Object.fromEntries(names.map((name) => [name, running]))
    this.#change({ running: { ...this.#state.running, ...begun } })
  }

  write(found: Partial<Findings>): void {
    const running = Object.entries(this.#state.running).filter(([name]) => !(name in found))
    this.#change({ findings: { ...this.#state.findings, ...found }, running: Object.fromEntries(running) })
  }

  end(): void {
    this.#change({ running: {}, isOver: true })
  }

  #change(change: Partial<ExaminationState>): void {
    this.#state = { ...this.#state, ...change }
    this.onChange(this.#state)
  }
}
