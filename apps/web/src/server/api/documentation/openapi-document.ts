import type { ApiRouter } from '../env.ts'

export type OpenApiDocument = ReturnType<ApiRouter['getOpenAPI31Document']>

const introduction = `Documents, who is in them, and tickets for editing them live. Bodies are JSON in UTF-8; times are
UTC; ids are UUIDs. Unknown fields are refused, so a misspelt one never passes unnoticed.

Errors are problem details (RFC 9457) with a stable \`code\` to branch on and the id of the request, which the log of
the server holds too. What you may not know about looks exactly like what does not exist.

Lists come in pages: pass \`nextCursor\` back as \`cursor\` until it is null. Creations take an \`Idempotency-Key\`, so
that a lost answer can be asked for again without making a second thing. Changes take \`If-Match\` with the ETag you saw
and are refused when somebody was faster.`

/** The OpenAPI 3.1 description of everything that `app` answers to. */
export function describeApi(app: ApiRouter): OpenApiDocument {
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Duplex API',
      version: '1',
      description: introduction,
      license: { name: 'MIT' },
    },
    servers: [{ url: '/' }],
    security: [{ cookie: [] }, { bearer: [] }],
    tags: [
      { name: 'Accounts', description: 'Signing in and out, and where you are signed in.' },
      { name: 'Documents', description: 'Titles, the trash, and your list.' },
      { name: 'Content', description: 'What is written in a document, out and in.' },
      { name: 'Members', description: 'Who may do what.' },
      { name: 'Live editing', description: 'The way to a WebSocket.' },
      { name: 'Events', description: 'News about your documents, as they happen.' },
      { name: 'Protocol lab', description: 'Documents to measure in.' },
      { name: 'Traces', description: 'What pages record, where the operator has traces.' },
      { name: 'Administration', description: 'Nodes, and what happened. Only for administrators.' },
      { name: 'Health', description: 'For machines that watch.' },
    ],
  })
}

/** Tells the description how callers sign in. Once for each `app`. */
export function describeSecurity(app: ApiRouter): void {
  app.openAPIRegistry.registerComponent('securitySchemes', 'cookie', {
    type: 'apiKey',
    in: 'cookie',
    name: 'session',
    description: 'For browsers: signing in sets it. Changes must come from a page of this origin.',
  })
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    description: 'For programs: sign in with `"session": "token"` and send the token that comes back.',
  })
}
