import { once } from 'node:events'
import { createServer } from 'node:net'
import { LauncherError } from './launcher-error.ts'

/** Where a browser looks for `localhost`; a stranger on either would be taken for Duplex. */
const loopback = ['127.0.0.1', '::1']

/** How many ports after the first are tried. */
const triedPorts = 200

/**
 * @throws {LauncherError} `port-taken` where somebody listens on the port, or this user or machine may not.
 */
export async function requireFreePort(port: number, host: string, variable: string): Promise<void> {
  for (const address of new Set([host, ...loopback])) {
    const code = await tryToListen(port, address)
    if (code === 'EADDRINUSE') {
      const advice = `stop the program that uses it, or set ${variable} to another port`
      throw new LauncherError('port-taken', `Port ${port} is taken: ${advice}.`)
    }
    if (code === 'EACCES')
      throw new LauncherError('port-taken', `This user may not open port ${port}: set ${variable} to one above 1023.`)
    if (code !== undefined && address === host)
      throw new LauncherError('port-taken', `HOST=${host} is not an address of this machine (${code}).`)
  }
}

/** The first port from `first` upwards that nobody on this machine listens on. */
export async function findFreePort(first: number): Promise<number> {
  for (let port = first; port < first + triedPorts; port++) {
    if ((await tryToListen(port, '127.0.0.1')) === undefined) return port
  }
  throw new LauncherError('port-taken', `No port from ${first} to ${first + triedPorts - 1} is free.`)
}

/** The error code of listening, or undefined where it worked. */
async function tryToListen(port: number, host: string): Promise<string | undefined> {
  const server = createServer()
  try {
    server.listen({ port, host, exclusive: true })
    await once(server, 'listening')
    server.close()
    await once(server, 'close')
    return undefined
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error)
  }
}
