// The repository checks: `npm run check`. `--only name[,name]` runs some of them, `--list` names them all.
// Exit code 1 where a rule found something.
import { parseArgs } from 'node:util'
import { makeGeneratedFiles } from './generated-files.mjs'
import { rules } from './rules.mjs'
import { runRules } from './run-rules.mjs'
import { readTree } from './tree.mjs'

const { values } = parseArgs({ options: { only: { type: 'string' }, list: { type: 'boolean' } } })
const wanted = values.only?.split(',')
const unknown = wanted?.filter((name) => !rules.some((rule) => rule.name === name)) ?? []

if (values.list) {
  for (const rule of rules) console.log(`${rule.name.padEnd(10)} ${rule.about}`)
} else if (unknown.length > 0) {
  console.error(`There is no rule ${unknown.join(', ')}; --list names them.`)
  process.exitCode = 2
} else {
  const chosen = wanted === undefined ? rules : rules.filter((rule) => wanted.includes(rule.name))
  const tree = readTree()
  const missing = makeGeneratedFiles(tree)
  for (const line of missing) console.error(line)
  const failed = missing.length > 0 ? chosen : await runRules(chosen, tree, (line) => console.log(line))
  console.log(failed.length === 0 ? `${chosen.length} rules hold` : `${failed.length} of ${chosen.length} rules fail`)
  process.exitCode = failed.length === 0 ? 0 : 1
}
