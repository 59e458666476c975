import path from 'node:path'
import { sentenceOf } from '../bin/sentence.mjs'
import { check } from './commands/check.ts'
import { duplex } from './commands/duplex.ts'
import { start } from './commands/start.ts'
import { test } from './commands/test.ts'
import { readOwnConfig } from './config.ts'
import { endSignal } from './signals.ts'
import { readTestOrder } from './test-run/suites.ts'

const root = path.join(import.meta.dirname, '../../..')

async function main(command: string | undefined): Promise<void> {
  const config = readOwnConfig(root)
  if (command === 'start') await start(config, 'production', endSignal(config))
  else if (command === 'dev') await start(config, 'development', endSignal(config))
  else if (command === 'check') process.exitCode = await check(root, process.argv.slice(3))
  else if (command === 'test')
    process.exitCode = await test(config, readTestOrder(process.argv.slice(3)), endSignal(config))
  else if (command === 'duplex') process.exitCode = await duplex(config, process.argv.slice(3), endSignal(config))
  else throw new Error('The command is one of start, dev, test, check and duplex.')
}

main(process.argv[2]).then(
  () => process.exit(),
  (error: unknown) => {
    process.stderr.write(`\n${sentenceOf(error)}\n`)
    process.exit(1)
  },
)
