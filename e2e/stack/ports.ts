import { once } from 'node:events'
import net, { type AddressInfo } from 'node:net'

/** A port of the loopback that was free a moment ago. */
export async function findFreePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** Waits until `url` answers 200; throws when `deadlineMs` have passed. */
export async function waitUntilReady(url: string, deadlineMs: number): Promise<void> {
  const end = Date.now() + deadlineMs
  for (;;) {
    const status = await fetch(url).then(
      (response) => response.status,
      (error: Error) => error.message,
    )
    if (status === 200) return
    if (Date.now() > end) throw new Error(`${url} is not ready after ${deadlineMs} ms: ${status}`)
    await new Promise((resume) => setTimeout(resume, 50))
  }
}

/** A free port below those that systems give to whoever connects, so that it is still free when it is used again. */
export async function findLowPort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000)
    if (await isFree(port)) return port
  }
}

/** Whether nobody listens on this port of the loopback. */
export async function isFree(port: number): Promise<boolean> {
  const server = net.createServer()
  const isListening = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => resolve(true))
  })
  if (isListening) await new Promise((resolve) => server.close(resolve))
  return isListening
}
