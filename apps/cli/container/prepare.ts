/**
 * First container of the composition: makes the secrets on first start and hands each part its own. Runs on every
 * start and writes the same bytes again, so that a start that was cut short repairs itself.
 */
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { readOrCreateSecrets } from '@duplex/protocol/server'
import { readPrepareEnvironment } from './environment.ts'

const { dataDir, databasePasswordDir, databaseAddress } = readPrepareEnvironment()
const { databasePassword } = await readOrCreateSecrets(dataDir)

const databaseUrl = `postgresql://duplex:${databasePassword}@${databaseAddress}/duplex`
await writeFile(path.join(dataDir, 'database.env'), `DATABASE_URL=${databaseUrl}\n`, { mode: 0o600 })
// Security: PostgreSQL runs as another user, so the mode cannot keep others out; only its container mounts this volume.
await writeFile(path.join(databasePasswordDir, 'password'), databasePassword, { mode: 0o644 })
