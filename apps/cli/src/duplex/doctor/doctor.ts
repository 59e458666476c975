import type { CommandContext } from '../context.ts'
import { print } from '../terminal.ts'
import { checkDatabase } from './check-database.ts'
import { checkRedis } from './check-redis.ts'
import { checkConfiguration, checkDisk, checkSecrets } from './check-settings.ts'
import type { Finding, FindingVerdict } from './finding.ts'

const signs: Record<FindingVerdict, string> = { good: '✓', warning: '!', failure: '✗' }
const aboutWidth = 15

/** `duplex doctor`: one line for each thing that an installation needs. Exit code 1 where one of them fails. */
export async function doctor(context: CommandContext, { json }: { readonly json?: boolean }): Promise<number> {
  const { config, terminal } = context
  const database = await checkDatabase(context)
  const findings: Finding[] = [
    checkConfiguration(config),
    await checkSecrets(config),
    await checkDisk(config),
    ...database.findings,
    await checkRedis(config, database.nodes),
  ]
  const failures = findings.filter(({ verdict }) => verdict === 'failure').length
  if (json) print(terminal, JSON.stringify({ healthy: failures === 0, findings }, undefined, 2))
  else {
    const lines = findings.map(({ about, verdict, detail }) => `${signs[verdict]} ${about.padEnd(aboutWidth)}${detail}`)
    print(terminal, [...lines, '', toSummary(findings, failures)].join('\n'))
  }
  return failures === 0 ? 0 : 1
}

function toSummary(findings: readonly Finding[], failures: number): string {
  if (failures > 0) return `${failures} of ${findings.length} fail.`
  const warnings = findings.filter(({ verdict }) => verdict === 'warning').length
  return warnings > 0 ? `Duplex works; look at ${warnings === 1 ? 'one line' : `${warnings} lines`}.` : 'All is well.'
}
