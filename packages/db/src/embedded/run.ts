import { spawn } from 'node:child_process'

/** Who a program runs as: `prefix` wraps the command, `uid` and `gid` switch the user. */
export type Identity = { prefix?: readonly string[]; uid?: number; gid?: number }

/** Runs a program to its end. `status` is -1 where it could not be started; `output` is both streams. */
export function run(
  file: string,
  args: readonly string[],
  { prefix = [], uid, gid }: Identity = {},
): Promise<{ status: number; output: string }> {
  const [command, ...rest] = [...prefix, file, ...args] as [string, ...string[]]
  return new Promise((resolve) => {
    // The working folder of the caller may be closed to `uid`.
    const child = spawn(command, rest, { uid, gid, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const collect = (chunk: Buffer) => {
      output += chunk
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    child.on('error', (error) => resolve({ status: -1, output: error.message }))
    child.on('close', (status) => resolve({ status: status ?? -1, output }))
  })
}
