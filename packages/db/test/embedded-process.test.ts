import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chown, mkdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { isAlive } from '../src/embedded/lock-file.ts'
import { createEmbeddedFolder, password, useUsedFolder } from './embedded-folder.ts'

const createUsedFolder = useUsedFolder()

const program = fileURLToPath(new URL('./start-embedded.ts', import.meta.url))
const nobody = 65534
const startedSchema = z.object({ pid: z.number(), url: z.string(), reused: z.boolean() })

type Folder = Awaited<ReturnType<typeof createEmbeddedFolder>>
type LaunchOptions = { uid?: number; env?: NodeJS.ProcessEnv; command?: string[] }

/** Runs `startEmbeddedPostgres` in a process of its own, behind `command` if given. */
async function launch(folder: Folder, { uid, env, command = [] }: LaunchOptions) {
  const [file, ...args] = [...command, process.execPath, '--import', 'tsx', program]
  const child = spawn(file ?? process.execPath, [...args, folder.dataDir, String(folder.port), password], {
    uid,
    gid: uid,
    env: env ?? process.env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  return { child, outcome: JSON.parse(String(line)) as unknown }
}

async function startInProcess(folder: Folder, options: LaunchOptions = {}) {
  const { child, outcome } = await launch(folder, options)
  const started = startedSchema.parse(outcome)
  folder.watch(started.pid)
  return { child, ...started }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const ended = once(child, 'exit')
  child.kill(signal)
  await ended
}

test('the server outlives a launcher that is killed, and the next launcher joins it', async () => {
  const folder = await createUsedFolder()
  const first = await startInProcess(folder)
  await end(first.child, 'SIGKILL')
  expect(isAlive(first.pid)).toBe(true)
  const second = await folder.start()
  expect(second).toMatchObject({ pid: first.pid, reused: true })
})

test('the server is in no process group that a terminal interrupts together with the launcher', async () => {
  const folder = await createUsedFolder()
  const { child, pid } = await startInProcess(folder)
  const groupOf = (id: number) => spawnSync('ps', ['-o', 'pgid=', '-p', String(id)], { encoding: 'utf8' }).stdout.trim()
  expect(groupOf(pid)).toBe(String(pid))
  expect(groupOf(child.pid as number)).not.toBe(String(pid))
})

type Situation = {
  name: string
  prepare?(folder: Folder): Promise<void>
  options(folder: Folder): LaunchOptions
  /** Who the server runs as, and who owns its files, outside any namespace. */
  uid: number
}

const asRoot = process.getuid?.() === 0

const situations: Situation[] = asRoot
  ? [
      { name: 'root runs the server in a user namespace', options: () => ({}), uid: 0 },
      {
        name: 'root without user namespaces runs the server as nobody',
        prepare: ({ dataDir }) => mkdir(path.join(dataDir, 'empty')).then(),
        // No `unshare` on this path.
        options: ({ dataDir }) => ({ env: { PATH: path.join(dataDir, 'empty') } }),
        uid: nobody,
      },
      {
        name: 'a normal user runs the server as itself',
        prepare: ({ dataDir }) => chown(dataDir, nobody, nobody),
        options: () => ({ uid: nobody }),
        uid: nobody,
      },
    ]
  : [{ name: 'a normal user runs the server as itself', options: () => ({}), uid: process.getuid?.() ?? 0 }]

for (const { name, prepare, options, uid } of situations) {
  test(`${name}, and whoever starts it later does the same`, async () => {
    const folder = await createEmbeddedFolder()
    await prepare?.(folder)
    const { child, pid } = await startInProcess(folder, options(folder))
    expect((await stat(`/proc/${pid}`)).uid).toBe(uid)
    expect((await stat(folder.dataFolder)).uid).toBe(uid)
    await end(child, 'SIGTERM')
    // The kernel's list of processes is a moment behind.
    await expect.poll(() => isAlive(pid)).toBe(false)
    const later = await folder.start()
    expect((await stat(`/proc/${later.pid}`)).uid).toBe(uid)
    await later.stop()
  })
}

// Only root can make a disk that small.
if (asRoot) {
  test('a full disk is said in one sentence', async () => {
    const folder = await createEmbeddedFolder()
    const onSmallDisk = `mount -t tmpfs -o size=20m tmpfs "${folder.dataDir}" && exec "$@"`
    const command = ['unshare', '--mount', 'sh', '-c', onSmallDisk, 'sh']
    const { outcome } = await launch(folder, { command })
    expect(outcome).toEqual({
      code: 'disk-full',
      message: `There is no space left for the database in ${folder.dataDir}.`,
    })
  })
}
