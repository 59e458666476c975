import { z } from 'zod'

/** The one channel that carries changes between processes. */
export const changeChannel = 'duplex_changes'

/** Longest title in a change; PostgreSQL refuses payloads of 8,000 bytes, and JSON may spend 6 on a character. */
export const maxChangeTitleLength = 1_000

const documentId = z.uuid()

export const changeSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('access'),
    documentId,
    accessVersion: z.int().positive(),
    userIds: z.array(z.uuid()),
  }),
  z.object({ kind: z.literal('document'), documentId, state: z.enum(['trashed', 'restored', 'deleted']) }),
  z.object({ kind: z.literal('quarantine'), documentId, isOver: z.boolean() }),
  z.object({ kind: z.literal('title'), documentId, title: z.string().max(maxChangeTitleLength) }),
  z.object({ kind: z.literal('session'), sessionId: z.uuid() }),
  z.object({ kind: z.literal('news'), userIds: z.array(z.uuid()) }),
  z.object({ kind: z.literal('drain'), nodeId: z.uuid() }),
])

/**
 * News that other processes must act on. `access`: the role of these users changed or ended, as of `accessVersion`.
 * `document`: it went to the trash, came back, or is gone for good. `quarantine`: nothing may be served of it or written
 * to it any more, or that is over. `session`: a sign-in ended. `news`: there are events for these users.
 * `drain`: this sync process is to send its clients away and to end.
 */
export type Change = z.infer<typeof changeSchema>
