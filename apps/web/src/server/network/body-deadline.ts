import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'

/** From the head of a request to the last byte of its body, in ms. */
export type BodyDeadlines = { usualMs: number; streamMs: number; isStream(url: string): boolean; lingerMs: number }

/**
 * Node.js ends every request whose body is not there after five minutes, streams as well, and its one time is for all
 * requests of a server. So that one is switched off, and each request gets the time that suits it. Heads keep theirs.
 */
export function limitBodies({ usualMs, streamMs, isStream, lingerMs }: BodyDeadlines): void {
  subscribe('http.server.request.start', (message) => {
    const { request, response, server } = message as Started
    server.requestTimeout = 0
    if (request.complete) return
    const cut = () => {
      if (!request.complete) request.socket.destroy()
    }
    const late = setTimeout(cut, isStream(request.url ?? '') ? streamMs : usualMs).unref()
    response.once('close', () => {
      clearTimeout(late)
      // It was answered before it was read, and reads the answer while it goes on sending.
      if (!request.complete) setTimeout(cut, lingerMs).unref()
    })
  })
}

type Started = { request: IncomingMessage; response: ServerResponse; server: Server }
