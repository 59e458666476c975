import { readOrCreateSecrets } from '@duplex/protocol/server'
import type { LauncherConfig } from '../config.ts'
import { launch } from '../launch.ts'
import { listServices, type Mode } from '../services.ts'
import { runTurbo } from '../turbo.ts'

/** What has to be made before the services of a mode can run. */
const tasks: Record<Mode, string[]> = { production: ['generate', 'build'], development: ['generate'] }

/** `npm start` and `npm run dev`: everything that people need to write, until it is asked to end. */
export async function start(config: LauncherConfig, mode: Mode, signal: AbortSignal): Promise<void> {
  await launch(
    {
      config,
      mode,
      services: listServices(config, mode),
      build: (output, ending) => runTurbo(config, tasks[mode], output, ending),
      readSecrets: () => readOrCreateSecrets(config.dataDir),
    },
    signal,
  )
}
