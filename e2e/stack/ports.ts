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
