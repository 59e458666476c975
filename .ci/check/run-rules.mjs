/**
 * @typedef {import('./tree.mjs').Tree} Tree
 * @typedef {object} Rule
 * @property {string} name   one word, for `--only`
 * @property {string} about  what holds, in one sentence
 * @property {(tree: Tree) => string[] | Promise<string[]>} find  one line for each violation
 */

/**
 * Runs `rules` one after the other and prints a line for each: result, name, time, then its findings.
 *
 * @param {readonly Rule[]} rules
 * @param {Tree} tree
 * @param {(line: string) => void} print
 * @returns {Promise<string[]>} names of the rules that failed
 */
export async function runRules(rules, tree, print) {
  const failed = []
  for (const rule of rules) {
    const startedMs = performance.now()
    const findings = await rule.find(tree)
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1)
    print(`${findings.length === 0 ? 'ok  ' : 'FAIL'} ${rule.name.padEnd(10)} ${seconds.padStart(5)} s  ${rule.about}`)
    for (const finding of findings) print(`     ${finding}`)
    if (findings.length > 0) failed.push(rule.name)
  }
  return failed
}
