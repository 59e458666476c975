import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { runTool, toFindings } from '../run-tool.mjs'

/** @type {import('../run-rules.mjs').Rule} */
export const types = {
  name: 'types',
  about: 'every package compiles',
  async find(tree) {
    const missing = makeGeneratedTypes(tree)
    if (missing.length > 0) return missing
    const projects = tree.files.filter((file) =>
      /^(apps|packages)\/[^/]+\/tsconfig\.json$|^(e2e|bench)\/tsconfig\.json$/.test(file),
    )
    const findings = []
    for (const project of projects) {
      const result = await runTool('tsc', ['--noEmit', '--pretty', 'false', '-p', project], tree.root)
      findings.push(...toFindings(result, (line) => !line.startsWith(' ')))
    }
    // A package that exports its sources is compiled again by each package that imports it.
    return [...new Set(findings)]
  },
}

/** A fresh clone has neither the Prisma client nor the types that Next declares. */
function makeGeneratedTypes(tree) {
  const findings = []
  const generate = path.join(tree.root, 'packages/db/prisma/generate.mjs')
  if (existsSync(generate) && !existsSync(path.join(tree.root, 'packages/db/src/generated/client.ts'))) {
    const { status, stderr } = spawnSync(process.execPath, [generate], { cwd: tree.root, encoding: 'utf8' })
    if (status !== 0) findings.push(`packages/db: the Prisma client cannot be generated: ${stderr}`)
  }
  const web = path.join(tree.root, 'apps/web')
  if (existsSync(path.join(web, 'next.config.ts')) && !existsSync(path.join(web, 'next-env.d.ts'))) {
    const next = path.join(web, 'node_modules/next/dist/bin/next')
    const { status, stderr } = spawnSync(process.execPath, [next, 'typegen'], { cwd: web, encoding: 'utf8' })
    if (status !== 0) findings.push(`apps/web: next typegen failed: ${stderr}`)
  }
  return findings
}
