import { runTool, toFindings } from '../run-tool.mjs'

const output = ['--reporter=concise', '--max-diagnostics=none', '--colors=off']

/** @type {import('../run-rules.mjs').Rule} */
export const format = {
  name: 'format',
  about: 'every file is formatted, its imports sorted (`biome check --write`)',
  async find({ root }) {
    const args = ['check', '--linter-enabled=false', '--enforce-assist=true', ...output, '.']
    return toFindings(await runTool('biome', args, root), isDiagnostic)
  },
}

/** @type {import('../run-rules.mjs').Rule} */
export const lint = {
  name: 'lint',
  about: 'the lint rules of biome.json hold',
  async find({ root }) {
    return toFindings(await runTool('biome', ['lint', '--error-on-warnings', ...output, '.'], root), isDiagnostic)
  },
}

function isDiagnostic(line) {
  return /^[×!i] \S+: /.test(line)
}
