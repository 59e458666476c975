// Generates the Prisma client. The CLI insists on a schema engine binary, which it would download, although
// `generate` never runs it; naming any existing file keeps this command free of the network.
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import path from 'node:path'

const require = createRequire(import.meta.url)
const prisma = path.join(path.dirname(require.resolve('prisma/package.json')), 'build/index.js')
const { status } = spawnSync(process.execPath, [prisma, 'generate'], {
  cwd: path.join(import.meta.dirname, '..'),
  stdio: 'inherit',
  env: { CHECKPOINT_DISABLE: '1', PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, ...process.env },
})
process.exit(status ?? 1)
