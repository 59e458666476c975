import { execFileSync } from 'node:child_process'

/** ip(8) of iproute2. */
export const ipProgram = process.env.IP_PATH ?? 'ip'

/**
 * Carries out commands of ip(8) in their order, in a few ms; those before one that fails stay done. Waits, so that
 * faults happen when they are told to. Throws with what the program said.
 */
export function runIp(commands: readonly string[], namespace?: string): void {
  const where = namespace === undefined ? [] : ['-netns', namespace]
  execFileSync(ipProgram, [...where, '-batch', '-'], { input: commands.join('\n'), stdio: ['pipe', 'ignore', 'pipe'] })
}
