import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import path from 'node:path'

/**
 * Makes what a fresh clone lacks, or has of an older schema, and several rules read: the Prisma client, and the types
 * that Next declares.
 *
 * @param {import('./tree.mjs').Tree} tree
 * @returns {string[]} what could not be made
 */
export function makeGeneratedFiles(tree) {
  const findings = []
  const db = path.join(tree.root, 'packages/db')
  const generate = path.join(db, 'prisma/generate.mjs')
  if (
    existsSync(generate) &&
    !isNewer(path.join(db, 'src/generated/client.ts'), path.join(db, 'prisma/schema.prisma'))
  ) {
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

/**
 * @param {string} made
 * @param {string} source
 * @returns {boolean} whether `made` exists and was written after `source`
 */
function isNewer(made, source) {
  return existsSync(made) && statSync(made).mtimeMs > statSync(source).mtimeMs
}
