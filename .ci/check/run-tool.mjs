import { spawn } from 'node:child_process'
import path from 'node:path'

const binaries = path.join(import.meta.dirname, '../../node_modules/.bin')

/**
 * Runs a locked tool of this repository in `cwd`. Resolves with its exit code and output, whatever the code; rejects
 * where it cannot be started.
 *
 * @param {string} name
 * @param {string[]} args
 * @param {string} cwd
 * @returns {Promise<{ code: number | null, stdout: string, stderr: string }>}
 */
export function runTool(name, args, cwd) {
  return new Promise((resolve, reject) => {
    const command = process.platform === 'win32' ? `${name}.cmd` : name
    const child = spawn(path.join(binaries, command), args, { cwd, shell: process.platform === 'win32' })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text
    })
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
}

/**
 * A tool's complaint as findings: its non-empty output lines, at least one where the exit code is not 0.
 *
 * @param {{ code: number | null, stdout: string, stderr: string }} result
 * @param {(line: string) => boolean} [isFinding]
 */
export function toFindings({ code, stdout, stderr }, isFinding = () => true) {
  if (code === 0) return []
  const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => line.trim() !== '')
  const findings = lines.filter(isFinding)
  return findings.length > 0 ? findings : [`exit code ${code}`, ...lines]
}
