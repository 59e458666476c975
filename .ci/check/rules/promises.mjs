import { runTool, toFindings } from '../run-tool.mjs'

/** @type {import('../run-rules.mjs').Rule} */
export const promises = {
  name: 'promises',
  about: 'no promise floats or is misused, every switch is exhaustive (oxlint with types)',
  async find({ root }) {
    const result = await runTool('oxlint', ['--type-aware', '--format=unix', '.'], root)
    return toFindings(result, (line) => /^\S+:\d+:\d+: /.test(line))
  },
}
