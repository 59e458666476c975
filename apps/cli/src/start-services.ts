import { step } from '../bin/progress.mjs'
import { type Attempt, say } from './attempt.ts'
import { beginLog, type LogFile, limitLogs } from './folder/log-file.ts'
import { keepAlive, type Supervised } from './processes/keep-alive.ts'
import { startAndWait } from './processes/wait-until-ready.ts'
import { type Service, toOutput, toServiceEnvironment } from './services.ts'

/** Starts sync and web, each as soon as the one before is ready, and keeps them alive. */
export async function startServices(attempt: Attempt, databaseUrl: string): Promise<void> {
  const env = toServiceEnvironment(attempt.config, attempt.mode, databaseUrl)
  const logs: LogFile[] = []
  limitLogs(logs)
  for (const service of attempt.services) {
    attempt.signal.throwIfAborted()
    const log = beginLog(attempt.logFolder, service.name)
    logs.push(log)
    await step(`starting ${service.name}`, async (done) => {
      const alive = await keepAlive(toSupervised(attempt, service, log, env), attempt.signal, say)
      attempt.started.push({ name: service.name, stop: alive.stop })
      done(`${service.name} on port ${service.port}`)
    })
  }
}

function toSupervised(attempt: Attempt, service: Service, log: LogFile, env: NodeJS.ProcessEnv): Supervised {
  const command = { ...service.command, env, output: toOutput(attempt.mode, service, log) }
  const onSpawned = (pid: number) => attempt.runFile.record(service.name, pid, service.port)
  return {
    name: service.name,
    start: (signal) => startAndWait(command, { ...service.ready, onSpawned }, signal),
  }
}
