import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'

/** What the figures hold for. */
export type Environment = {
  readonly date: string
  readonly commit: string
  readonly versions: Readonly<Record<string, string>>
  readonly machine: string
}

export function readEnvironment(postgresVersion: string): Environment {
  const memory = `${(totalmem() / 2 ** 30).toFixed(0)} GiB`
  const cores = `${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? 'unknown'})`
  return {
    date: new Date().toISOString().slice(0, 10),
    commit: readCommit(),
    versions: {
      node: process.versions.node,
      yjs: versionOf('yjs'),
      ws: versionOf('ws'),
      PostgreSQL: postgresVersion,
    },
    machine: `${process.platform} ${process.arch}, ${cores}, ${memory}`,
  }
}

/** Processes that ran or waited to run, on average over the last minute. */
export function toLoad(): string {
  return loadavg()[0]?.toFixed(1) ?? 'unknown'
}

function readCommit(): string {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: import.meta.dirname, encoding: 'utf8' }).trim()
  const isChanged = git('status', '--porcelain', '--', ':/apps/sync/src', ':/packages') !== ''
  return git('rev-parse', '--short', 'HEAD') + (isChanged ? ', with changes' : '')
}

function versionOf(name: string): string {
  const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`)
  return JSON.parse(readFileSync(manifest, 'utf8')).version
}
