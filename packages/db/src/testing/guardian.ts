import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** Reads until its input ends, then stops the server $1 (for at most 10 s) and removes the folder $2. */
const script = `cat > /dev/null
kill -INT "$1"
for i in $(seq 100); do kill -0 "$1" || break; sleep 0.1; done
rm -rf "$2"`

/**
 * A process that cleans up after this one, however this one ends: its input closes with us, by `release` or by
 * `kill -9`. `release` resolves when everything is gone.
 */
export function createGuardian(pid: number, folder: string): { release(): Promise<void> } {
  const guardian = spawn('sh', ['-c', script, 'sh', String(pid), folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  return {
    release: async () => {
      const ended = once(guardian, 'exit')
      guardian.stdin.end()
      await ended
    },
  }
}
