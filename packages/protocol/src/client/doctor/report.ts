import { type Diagnosis, diagnose } from './diagnose.ts'
import { type Findings, type ProbeName, probeNames } from './findings.ts'

/** What may be shown to anybody: what was measured and what it means. Neither ticket, key, cookie nor address. */
export type Report = {
  readonly duplex: 'connection report'
  readonly at: string
  readonly page: string
  readonly diagnoses: readonly Diagnosis[]
  readonly findings: Partial<Findings>
}

/** `at`: ms since 1970. `page`: the origin of the page. Takes what it knows, field by field, and nothing else. */
export function toReport(findings: Partial<Findings>, page: string, at: number): Report {
  return {
    duplex: 'connection report',
    at: new Date(at).toISOString(),
    page,
    diagnoses: diagnose(findings),
    findings: Object.fromEntries(probeNames.flatMap((name) => toEntry(name, findings))),
  }
}

/** One thing a line, for an issue or a letter. */
export function toReportText({ at, page, diagnoses, findings }: Report): string {
  const verdicts = diagnoses.map(
    ({ weight, culprit, hop, facts }) => `${weight}: ${culprit} (${hop}) ${JSON.stringify(facts)}`,
  )
  const lines = Object.entries(findings).map(([name, finding]) => `${name.padEnd(9)} ${JSON.stringify(finding)}`)
  return [
    `Duplex connection report, ${at}, ${page}`,
    ...(verdicts.length > 0 ? verdicts : ['well']),
    ...lines,
    '',
  ].join('\n')
}

function toEntry(name: ProbeName, findings: Partial<Findings>): [ProbeName, unknown][] {
  return findings[name] === undefined ? [] : [[name, findings[name]]]
}
