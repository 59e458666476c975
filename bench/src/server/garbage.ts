import type { ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { WebSocket } from 'ws'

/** An argument for Node.js: the inspector, once SIGUSR1 opens it, takes a free port. It stays closed until then. */
export const inspectorArgument = '--inspect-port=127.0.0.1:0'

const opened = /^Debugger listening on (ws:\S+)$/
const chatter = /^(Debugger|For help)/

/** JavaScript's own memory, and what it holds outside of that. */
const usedBytes = '(({ heapUsed, external }) => heapUsed + external)(process.memoryUsage())'

/**
 * Answers with a function that makes the process collect all its garbage, since memory is comparable only after that,
 * and that resolves with the bytes which it uses then. Passes on what the process says on stderr.
 */
export function createGarbageCollector(child: ChildProcessByStdio<null, Readable, Readable>): () => Promise<number> {
  let open: Promise<string> | undefined
  const lines = createInterface({ input: child.stderr })
  lines.on('line', (line) => {
    if (!chatter.test(line)) process.stderr.write(`${line}\n`)
  })
  const openInspector = () =>
    new Promise<string>((resolve) => {
      lines.on('line', (line) => {
        const url = opened.exec(line)?.[1]
        if (url !== undefined) resolve(url)
      })
      child.kill('SIGUSR1')
    })
  return async () => {
    open ??= openInspector()
    const inspector = new WebSocket(await open)
    await once(inspector, 'open')
    inspector.send(JSON.stringify({ id: 1, method: 'HeapProfiler.collectGarbage' }))
    await once(inspector, 'message')
    inspector.send(JSON.stringify({ id: 2, method: 'Runtime.evaluate', params: { expression: usedBytes } }))
    const [answer] = await once(inspector, 'message')
    inspector.close()
    await once(inspector, 'close')
    return JSON.parse(String(answer)).result.result.value
  }
}
