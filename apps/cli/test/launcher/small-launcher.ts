/** The launcher as a process of its own, with two small servers in the places of web and sync. */
import path from 'node:path'
import { readOrCreateSecrets } from '@duplex/protocol/server'
import { sentenceOf } from '../../bin/sentence.mjs'
import { readOwnConfig } from '../../src/config.ts'
import { launch } from '../../src/launch.ts'
import type { Service } from '../../src/services.ts'
import { endSignal } from '../../src/signals.ts'

const endedFile = process.argv[2] ?? ''

function smallService(name: Service['name'], variable: Service['variable'], port: number): Service {
  const args = [path.join(import.meta.dirname, 'small-server.mjs'), name, String(port), endedFile]
  return {
    name,
    host: '127.0.0.1',
    port,
    variable,
    command: { program: process.execPath, args, cwd: import.meta.dirname, stopMs: 5000 },
    ready: { name, url: `http://127.0.0.1:${port}/`, deadlineMs: 10_000 },
  }
}

async function main(): Promise<void> {
  const config = readOwnConfig(path.join(import.meta.dirname, '../../../..'))
  const services = [smallService('sync', 'SYNC_PORT', config.syncPort), smallService('web', 'WEB_PORT', config.webPort)]
  const readSecrets = () => readOrCreateSecrets(config.dataDir)
  await launch({ config, mode: 'production', services, build: async () => undefined, readSecrets }, endSignal(config))
}

main().then(
  () => process.exit(),
  (error: unknown) => {
    process.stderr.write(`${sentenceOf(error)}\n`)
    process.exit(1)
  },
)
