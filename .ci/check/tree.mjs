import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

const repositoryRoot = path.join(import.meta.dirname, '../..')

/**
 * What the rules look at.
 *
 * @typedef {object} Tree
 * @property {string} root  absolute
 * @property {string[]} files  every file that git tracks or would track, relative to root, with `/`
 * @property {(file: string) => string} read
 */

/**
 * The tree under `root`. Ignored files are left out, so that a check judges what a clone would get.
 *
 * @param {string} [root]
 * @returns {Tree}
 */
export function readTree(root = repositoryRoot) {
  const git = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    // A hook's GIT_DIR would name another repository than `root`.
    env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'))),
  })
  if (git.status !== 0) throw new Error(`git cannot list ${root}: ${git.error?.message ?? git.stderr}`)
  const files = [...new Set(git.stdout.split('\0'))].filter((file) => file !== '' && existsSync(path.join(root, file)))
  return { root, files: files.sort(), read: (file) => readFileSync(path.join(root, file), 'utf8') }
}
