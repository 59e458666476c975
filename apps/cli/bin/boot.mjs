#!/usr/bin/env node
/**
 * What `npm start`, `npm test` and `npm run dev` run. Needs Node.js and npm, nothing else: it brings the pinned pnpm and
 * the packages, then hands over to `src/main.ts`. Everything that this file imports statically uses Node built-ins only.
 */
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { nodeProblem } from './node-version.mjs'
import { installPackages } from './packages.mjs'
import { sentenceOf } from './sentence.mjs'

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../..')

async function boot() {
  const problem = nodeProblem(process.versions.node)
  if (problem) throw new Error(problem)
  // What `duplex` prints may be a backup, or JSON.
  const out = process.argv[2] === 'duplex' ? process.stderr : process.stdout
  const { pnpmFolder } = await installPackages(root, out)
  process.env.PATH = `${pnpmFolder}${path.delimiter}${process.env.PATH ?? ''}`
  const { register } = await import('tsx/esm/api')
  register()
  // The command begins inside, when the module is evaluated; it sets the exit code itself.
  await import(new URL('../src/main.ts', import.meta.url).href)
}

boot().catch((error) => {
  process.stderr.write(`${sentenceOf(error)}\n`)
  process.exitCode = 1
})
