import { hostname } from 'node:os'
import manifest from '../../package.json' with { type: 'json' }
import { createNodeReport, type ReportContext } from './node-report.ts'
import { Registry, type RegistryContext } from './registry.ts'

type Parts = Pick<RegistryContext, 'prisma' | 'clock' | 'wheel'> & ReportContext & { readonly id: string }

/** What says of this process that it lives. `id` is also what clients are told. */
export function createRegistry(parts: Parts, onFailed: RegistryContext['onFailed']): Registry {
  const identity = { id: parts.id, host: hostname(), version: manifest.version }
  return new Registry({ ...parts, identity, report: createNodeReport(parts), onFailed })
}
