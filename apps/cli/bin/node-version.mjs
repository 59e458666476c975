/** Oldest Node.js that every part runs on; `engines` of package.json says the same. */
const oldestNode = '20.19.0'

/**
 * One sentence where this Node.js is too old, otherwise undefined.
 * @param {string} version as in `process.versions.node`
 */
export function nodeProblem(version) {
  const found = version.split('.').map(Number)
  const needed = oldestNode.split('.').map(Number)
  const differing = needed.findIndex((part, index) => part !== found[index])
  if (differing === -1 || Number(found[differing]) > Number(needed[differing])) return undefined
  return `Duplex needs Node.js ${oldestNode} or newer; this is ${version}. Install a newer one from https://nodejs.org.`
}
