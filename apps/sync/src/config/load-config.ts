import { readOrCreateSecrets } from '@duplex/protocol/server'
import { type Config, toConfig } from './config.ts'
import { readEnv } from './env.ts'

/** The configuration of this process, from its environment. Throws ConfigError and SecretsError. */
export function loadConfig(): Promise<Config> {
  return toConfig(readEnv(process.env), async (dataDir) => (await readOrCreateSecrets(dataDir)).ticketSecret)
}
