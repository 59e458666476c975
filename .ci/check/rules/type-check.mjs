import { runTool, toFindings } from '../run-tool.mjs'

/** @type {import('../run-rules.mjs').Rule} */
export const types = {
  name: 'types',
  about: 'every package compiles',
  async find(tree) {
    const projects = tree.files.filter((file) =>
      /^(apps|packages)\/[^/]+\/tsconfig\.json$|^(e2e|bench|docs\/clients\/typescript)\/tsconfig\.json$/.test(file),
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
