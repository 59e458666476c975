import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'

/** `npm run check`: the rules of the repository, in the terminal. Returns the exit code. */
export async function check(root: string, args: string[]): Promise<number> {
  const program = path.join(root, '.ci/check/check.mjs')
  const child = spawn(process.execPath, [program, ...args], { cwd: root, stdio: 'inherit' })
  const [code] = await once(child, 'exit')
  return typeof code === 'number' ? code : 1
}
