import { createRoute, z } from '@hono/zod-openapi'
import { findCut } from '../../network/answer-cut.ts'
import { refuseForeignReader } from '../../network/cross-site.ts'
import { problems } from '../answers.ts'
import type { ApiDependencies } from '../context.ts'
import type { SignedInRouter } from '../env.ts'
import { eventSchema } from '../schemas.ts'

/** A page of before learns by it that somebody else has signed in since. */
const personHeader = 'Duplex-Person'

const eventsRoute = createRoute({
  method: 'get',
  path: '/v1/events',
  tags: ['Events'],
  operationId: 'followEvents',
  summary: 'Follow what happens to your documents',
  description:
    'A stream of Server-Sent Events, open until you close it. An event `document` says that one of your documents ' +
    'was made, shared with you, renamed, moved or taken away; it never says what the document is now, so read that. ' +
    '`ready` says that you have everything up to its id: read your lists after the first one. Connect again with ' +
    '`Last-Event-ID` and you get what you missed, for a day and up to 1,000 events; after longer `reset` says to read ' +
    'your lists again. A comment comes every 20 seconds. The stream ends with your session. Let one stream serve all ' +
    'your windows: a person has 20. Events whose name you do not know are not for you.',
  request: {
    headers: z.object({
      'Last-Event-ID': z.string().optional().openapi({ description: 'The `id` of the last event that you have.' }),
    }),
  },
  responses: {
    200: {
      headers: z.object({ [personHeader]: z.uuid().openapi({ description: 'Whose events these are: yours.' }) }),
      description: 'The stream. Shown is the `data` of an event `document`; `ready` and `reset` have only the `id`.',
      content: { 'text/event-stream': { schema: eventSchema } },
    },
    ...problems('cross-site', 'signed-out', 'too-many-requests'),
  },
})

/**
 * No cache keeps it, nginx does not gather it, and whatever would compress it, Next.js among them, leaves it alone: a
 * compressor holds small messages back. Nothing follows on the connection, so that it ends with the stream.
 */
const streamHeaders = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store, no-transform',
  'X-Accel-Buffering': 'no',
  Connection: 'close',
}

export function addEventRoutes(app: SignedInRouter, { eventHub, config }: ApiDependencies): void {
  app.openapi(eventsRoute, async (context) => {
    const { headers, method } = context.req.raw
    refuseForeignReader(headers, config.allowedOrigins)
    const answerHeaders = { ...streamHeaders, [personHeader]: context.var.actor.userId }
    // A stream that nobody reads would never be cancelled.
    if (method === 'HEAD') return new Response(null, { headers: answerHeaders })
    const after = readPosition(context.req.header('Last-Event-ID'))
    const body = await eventHub.open({ actor: context.var.actor, after, cut: findCut(headers) })
    return new Response(body, { headers: answerHeaders })
  })
}

/** Undefined without the header. An id that is none of ours is answered like one that is too old. */
function readPosition(id: string | undefined): number | undefined {
  if (id === undefined) return undefined
  return /^\d{1,9}$/.test(id) ? Number(id) : -1
}
