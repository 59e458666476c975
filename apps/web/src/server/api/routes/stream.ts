import { createRoute, z } from '@hono/zod-openapi'
import { readStampedAddress } from '../../network/client-stamp.ts'
import { Refusal } from '../../refusal.ts'
import { ProgressLines } from '../../streams/progress-lines.ts'
import type { StreamOutcome } from '../../streams/text-stream.ts'
import { problemSchema, problems } from '../answers.ts'
import type { ApiDependencies } from '../context.ts'
import type { SignedInRouter } from '../env.ts'
import { toProblem } from '../problem.ts'
import { documentParams } from '../schemas.ts'
import { readStreamFormat, refuseKnownSize, refuseRepeats } from '../stream-request.ts'

const progressType = 'application/x-ndjson'
const text = { schema: z.string() }
const storedBytes = z.int().openapi({ description: 'Bytes of the body that are stored, from its beginning.' })
const streamedSchema = z.object({ storedBytes }).openapi('Streamed')
const progressSchema = z
  .object({ storedBytes, done: z.literal(true).optional(), problem: problemSchema.optional() })
  .openapi('StreamProgress')

const streamRoute = createRoute({
  method: 'post',
  path: '/v1/documents/{id}/stream',
  tags: ['Live editing'],
  operationId: 'streamText',
  summary: 'Write into a document what is still being made',
  description:
    'The body is typed at the end of the document as it arrives, with a caret in your name, and whoever has the ' +
    'document open watches it grow: `my-model | curl -N -X POST -T - -H "Authorization: Bearer $TOKEN" ' +
    '-H "Content-Type: text/markdown" $URL/api/v1/documents/$ID/stream`. Plain text is a paragraph for each line; it ' +
    'is also what a body without a type is taken for. Markdown shows at each moment what the text up to there means, ' +
    'an unfinished line included. It is read as fast as it is stored. What arrived before a break stays.\n\n' +
    'The answer comes at the end and says how many bytes are stored, and so does a problem on the way. Ask for ' +
    `\`${progressType}\` to hear of it while you send: a line each time that more is stored, and a last one with ` +
    '`done` or `problem`. Some proxies take no answer before the end of a request; use the other one there.\n\n' +
    'A request is not repeated by `Idempotency-Key`, because it is stored in many steps and known only at its end: ' +
    'send what is behind `storedBytes`, or read the document first. A body has 20 MiB and an hour at most, five ' +
    'minutes of silence end it, and a person has four streams at the same time.',
  request: {
    params: documentParams,
    body: { content: { 'text/plain': text, 'text/markdown': text } },
  },
  responses: {
    200: {
      description: 'All of it is stored; or, where progress was asked for, how much is.',
      content: { 'application/json': { schema: streamedSchema }, [progressType as string]: { schema: progressSchema } },
    },
    ...problems(
      'malformed-request',
      'invalid-request',
      'unsupported-media-type',
      'too-large',
      'cross-site',
      'signed-out',
      'forbidden',
      'not-found',
      'in-trash',
      'too-slow',
      'too-many-requests',
      'document-damaged',
      'storage-away',
      'interrupted',
    ),
  },
})

/** Nobody gathers, keeps or compresses what is said on the way. */
const progressHeaders = {
  'Content-Type': `${progressType}; charset=utf-8`,
  'Cache-Control': 'no-store, no-transform',
  'X-Accel-Buffering': 'no',
}

export function addStreamRoutes(app: SignedInRouter, { streamHub }: ApiDependencies): void {
  app.openapi(streamRoute, async (context) => {
    const { headers, body } = context.req.raw
    refuseRepeats(headers)
    const lines = new ProgressLines(streamHub.settings.progressMs)
    const format = readStreamFormat(headers)
    refuseKnownSize(headers, streamHub.settings.maxBytes)
    const stream = await streamHub.prepare({
      actor: context.var.actor,
      documentId: context.req.valid('param').id,
      format,
      body: body ?? new Blob().stream(),
      address: readStampedAddress(headers),
      onStored: (bytes) => lines.onStored(bytes),
    })
    if (headers.get('accept')?.includes(progressType)) {
      const toLast = (outcome: StreamOutcome) => toLastLine(outcome, context.get('requestId'))
      return new Response(lines.run(stream, toLast), { headers: progressHeaders })
    }
    const outcome = await stream.run()
    if (outcome.refusal !== undefined) throw withStored(outcome.refusal, outcome.storedBytes)
    return context.json({ storedBytes: outcome.storedBytes }, 200)
  })
}

function toLastLine({ storedBytes, refusal }: StreamOutcome, requestId: string): object {
  if (refusal === undefined) return { storedBytes, done: true }
  return { storedBytes, problem: toProblem(withStored(refusal, storedBytes), requestId) }
}

/** Whatever ended a stream, somebody wants to know where to go on: a program by the number, a person by the words. */
function withStored({ code, message, facts }: Refusal, storedBytes: number): Refusal {
  const detail = storedBytes === 0 ? message : `${message} The first ${storedBytes} bytes of the body are stored.`
  return new Refusal(code, detail, { ...facts, storedBytes })
}
