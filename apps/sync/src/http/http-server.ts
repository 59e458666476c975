import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'

/**
 * Longer than the 60 s for which nginx keeps its own side: a proxy must not send a request on a connection that is just
 * being closed. Whoever polls every few seconds also keeps its connection.
 */
const keepAliveMs = 65_000
/** Unfinished requests are looked for this often; Node's own 30 s would make 40 s of a limit of 10 s. */
const checkMs = 500

/**
 * An HTTP server that gives up on requests which are not complete after `maxHandshakeMs`, begun or not. `answer`
 * rejecting is a bug of ours and says nothing to the client.
 */
export function createHttpServer(
  maxHandshakeMs: number,
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
  onBug: (error: unknown) => void,
): Server {
  const timeouts = {
    headersTimeout: maxHandshakeMs,
    requestTimeout: maxHandshakeMs,
    connectionsCheckingInterval: checkMs,
    keepAliveTimeout: keepAliveMs,
  }
  const server = createServer(timeouts, (request, response) => {
    answer(request, response).catch((error: unknown) => {
      onBug(error)
      if (response.headersSent) response.destroy()
      else response.writeHead(500, { 'content-length': 0 }).end()
    })
  })
  // Unheard, one failed accept (no file descriptor left, say) would end the process.
  server.on('error', onBug)
  server.on('clientError', (_, socket) => socket.destroy())
  return server
}

/** Upgraded sockets are not waited for: their connections end by themselves. */
export function closeHttpServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
