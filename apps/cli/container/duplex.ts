/** `duplex` in the image of sync: the same commands, on the database that DATABASE_URL names. */
import { sentenceOf } from '../bin/sentence.mjs'
import { readOwnConfig } from '../src/config.ts'
import { runDuplex } from '../src/duplex/program.ts'
import { readDatabaseUrl } from './environment.ts'

async function main(): Promise<number> {
  const url = readDatabaseUrl()
  const terminal = { out: process.stdout, err: process.stderr }
  const database = { findUrl: async () => url, withUrl: async <T>(use: (url: string) => Promise<T>) => await use(url) }
  return await runDuplex({ config: readOwnConfig(process.cwd()), terminal, database }, process.argv.slice(2))
}

main().then(
  (exitCode) => {
    process.exitCode = exitCode
  },
  (error: unknown) => {
    process.stderr.write(`${sentenceOf(error)}\n`)
    process.exitCode = 1
  },
)
