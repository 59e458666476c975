import { describe, expect, it } from 'vitest'
import type { Running } from './child.ts'
import { keepAlive } from './keep-alive.ts'

/** A process that ends when the test says so. */
function createRunning(pid: number): Running & { die(how: string): void } {
  let die: (how: string) => void = () => undefined
  const exited = new Promise<string>((resolve) => {
    die = resolve
  })
  return { pid, exited, die, stop: async () => die('asked') }
}

describe('keepAlive', () => {
  const never = new AbortController().signal

  it('throws when the first start fails', async () => {
    const start = async () => {
      throw new Error('no')
    }
    await expect(keepAlive({ name: 'sync', start }, never, () => undefined)).rejects.toThrow('no')
  })

  it('tries again after a failed restart, and says each time what happened', async () => {
    const running = [createRunning(1), createRunning(2)]
    const said: string[] = []
    let starts = 0
    const start = async () => {
      starts++
      if (starts === 2) throw new Error('the port is taken')
      return running[starts === 1 ? 0 : 1] as Running
    }
    const again = withResolvers()
    const alive = await keepAlive({ name: 'sync', start }, never, (line) => {
      said.push(line)
      if (line.includes('was started again')) again.resolve()
    })
    running[0]?.die('SIGKILL')
    await again.promise
    expect(said[0]).toMatch(/^sync ended \(SIGKILL\) and does not start; next try in 0\.2 s\. the port is taken$/)
    expect(said[1]).toMatch(/^sync ended \(SIGKILL\) and was started again in 0\.[34] s$/)
    await alive.stop()
    expect(starts).toBe(3)
  })

  it('does not start again what ended while it stops', async () => {
    const running = createRunning(1)
    let starts = 0
    const start = async () => {
      starts++
      return running
    }
    const alive = await keepAlive({ name: 'web', start }, never, () => undefined)
    running.die('exit code 0')
    await alive.stop()
    expect(starts).toBe(1)
  })
})

function withResolvers(): { promise: Promise<void>; resolve(): void } {
  let resolve: () => void = () => undefined
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve }
}
