import { existsSync } from 'node:fs'
import path from 'node:path'
import { runTool } from '../run-tool.mjs'

const roots = ['apps', 'packages', 'e2e', 'bench']
const server = 'apps/web/src/server/'
const useClient = /^(?:\s|\/\/.*\n|\/\*[\s\S]*?\*\/)*['"]use client['"]/

/** @type {import('../run-rules.mjs').Rule} */
export const imports = {
  name: 'imports',
  about: 'imports point one way, in no circle, through the exports of a package',
  async find(tree) {
    const folders = roots.filter((root) => existsSync(path.join(tree.root, root)))
    const args = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...folders]
    const { stdout, stderr } = await runTool('depcruise', args, tree.root)
    if (!stdout.startsWith('{')) return [`dependency-cruiser gave no answer: ${stderr.trim()}`]
    const { modules, summary } = JSON.parse(stdout)
    return [...summary.violations.map(toFinding), ...findServerCodeInBrowser(tree, modules)]
  },
}

function toFinding({ rule, from, to, cycle }) {
  const way = cycle === undefined ? to : cycle.map((step) => step.name).join(' -> ')
  return `${from}: ${rule.name}: ${way}`
}

/** Follows what a browser would load from each 'use client' file; a type leaves no trace in it. */
function findServerCodeInBrowser(tree, modules) {
  const loads = new Map(modules.map((module) => [module.source, module.dependencies.filter(isLoaded)]))
  const clients = tree.files.filter((file) => /^apps\/web\/.*\.tsx?$/.test(file) && useClient.test(tree.read(file)))
  const cameFrom = new Map(clients.map((file) => [file, undefined]))
  // A Map iterates over what is added meanwhile: a breadth-first walk.
  for (const file of cameFrom.keys()) {
    if (file.startsWith(server)) continue
    for (const { resolved } of loads.get(file) ?? []) if (!cameFrom.has(resolved)) cameFrom.set(resolved, file)
  }
  const reached = [...cameFrom.keys()].filter((file) => file.startsWith(server))
  return reached.map((file) => `${toWay(file, cameFrom)}: no-server-code-in-the-browser`)
}

function isLoaded(dependency) {
  return !dependency.dependencyTypes.includes('type-only') && !dependency.coreModule
}

function toWay(file, cameFrom) {
  const way = []
  for (let step = file; step !== undefined; step = cameFrom.get(step)) way.unshift(step)
  return way.join(' -> ')
}
