/**
 * Runs one step and prints one line for it: what was done and how long it took. A terminal shows the step while it
 * runs; a file or a pipe gets the finished line only.
 *
 * @template T
 * @param {string} doing shown while the step runs, like "installing packages"
 * @param {(done: (said: string) => void) => Promise<T>} run calls `done` to choose the words of the finished line
 * @param {NodeJS.WriteStream} [out]
 * @returns {Promise<T>}
 */
export async function step(doing, run, out = process.stdout) {
  const began = performance.now()
  let said = doing
  if (out.isTTY) out.write(`  ${doing} …`)
  try {
    const result = await run((words) => {
      said = words
    })
    finish(out, `  ✓ ${said.padEnd(44)}${seconds(performance.now() - began)}`)
    return result
  } catch (error) {
    finish(out, `  ✗ ${doing.padEnd(44)}${seconds(performance.now() - began)}`)
    throw error
  }
}

/**
 * A duration for people.
 * @param {number} durationMs
 */
export function seconds(durationMs) {
  return `${(durationMs / 1000).toFixed(1)} s`
}

/**
 * @param {NodeJS.WriteStream} out
 * @param {string} line
 */
function finish(out, line) {
  out.write(`${out.isTTY ? '\r\u001b[2K' : ''}${line}\n`)
}
