import { runTool, toFindings } from '../run-tool.mjs'

/** @type {import('../run-rules.mjs').Rule} */
export const unused = {
  name: 'unused',
  about: 'no file, export or dependency is unused, none is missing (knip)',
  async find({ root }) {
    return toFindings(await runTool('knip', ['--reporter', 'compact', '--no-progress'], root))
  },
}
