import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { ipProgram } from './ip.ts'

/** Reads until its input ends; then ends what runs in the namespaces, and removes them. $1: ip(8), $2: its interfaces. */
const script = `cat > /dev/null
ip=$1 links=$2
shift 2
for name in "$@"; do
  for pid in $("$ip" netns pids "$name"); do kill -9 "$pid"; done
  for link in $links; do "$ip" link delete "$name$link"; done
  "$ip" netns delete "$name"
done`

/**
 * A process that removes namespaces, and the interfaces here whose names are a namespace's and one of `endings`, when
 * this one ends, however it does: its input closes with us, by `sweep` or by `kill -9`. They need not be there yet, nor
 * all of them. `sweep` resolves when they are gone.
 */
export function createSweeper(namespaces: readonly string[], endings: readonly string[]): { sweep(): Promise<void> } {
  const sweeper = spawn('sh', ['-c', script, 'sh', ipProgram, endings.join(' '), ...namespaces], {
    // Ctrl-C in a terminal goes to our process group only.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  return {
    async sweep() {
      const ended = once(sweeper, 'exit')
      sweeper.stdin.end()
      await ended
    },
  }
}
