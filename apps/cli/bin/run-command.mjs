import { spawn } from 'node:child_process'

/** Signals that end a command begun here; the one that arrives is passed on. */
const endings = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])

/** A program ended badly. `output` is everything it printed. */
export class CommandError extends Error {
  /**
   * @param {string} sentence
   * @param {string} output
   */
  constructor(sentence, output) {
    super(sentence)
    this.name = 'CommandError'
    this.output = output
  }
}

/**
 * Runs a program to its end and returns what it printed. A signal that reaches this process goes to the program too, and
 * ends this process when the program has ended.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv, shell?: boolean }} options
 * @returns {Promise<string>}
 * @throws {CommandError} where it cannot be started or ends with a code other than 0
 */
export async function runCommand(program, args, options) {
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text
    })
  }
  /** @type {NodeJS.Signals | undefined} */
  let asked
  const passOn = (/** @type {NodeJS.Signals} */ signal) => {
    asked = signal
    child.kill(signal)
  }
  for (const signal of endings) process.on(signal, passOn)
  try {
    const code = await new Promise((resolve, reject) => {
      child.on('error', reject)
      child.on('close', (status, signal) => resolve(status ?? signal))
    })
    if (asked) process.exit(130)
    if (code !== 0) throw new CommandError(`${program} ended with ${code}.`, output)
    return output
  } finally {
    for (const signal of endings) process.off(signal, passOn)
  }
}
