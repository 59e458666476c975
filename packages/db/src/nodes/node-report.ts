import { z } from 'zod'

/** Bounds of what one node says of itself, so that a row stays small however much is open. */
export const maxReportedDocuments = 200
export const maxReportedPeople = 20
export const maxReportedPaths = 12

const count = z.int().min(0)
const ms = z.number().min(0)

/** Somebody in a document of this node, over so many connections. */
const personSchema = z.object({ userId: z.uuid(), connections: count })

/** A document that somebody is in. `people` names the first of them; `peopleCount` counts all. */
const placeSchema = z.object({ documentId: z.uuid(), peopleCount: count, people: z.array(personSchema) })

/**
 * The way of one update through a node, in ms after it was received. `applied`: it is in the document and on its way to
 * the database; `committed`: it is stored; `sent`: it was given to everybody who is connected here. `published`: it was
 * given to what joins the nodes, where there is such a thing.
 */
const pathSchema = z.object({
  documentId: z.uuid(),
  seq: z.int().positive(),
  bytes: count,
  /** ms since 1970, by the clock of the node. */
  receivedAt: z.number(),
  appliedMs: ms,
  committedMs: ms,
  sentMs: ms,
  publishedMs: ms.optional(),
})

/** An update of another node: when it was heard of, and given to everybody here. ms since 1970, by this node's clock. */
const heardSchema = z.object({
  documentId: z.uuid(),
  seq: z.int().positive(),
  heardAt: z.number(),
  sentAt: z.number(),
})

/** What a sync process says of itself every few seconds. */
export const nodeReportSchema = z.object({
  rooms: count,
  /** Those of them that are not only bytes. */
  liveRooms: count,
  connections: count,
  /** Those of them that go over HTTP. */
  visits: count,
  storage: z.enum(['healthy', 'degraded']),
  /** Age of the oldest update that is received and not committed. */
  storeLagMs: ms,
  queuedBytes: count,
  heapBytes: count,
  rssBytes: count,
  /** Of the worst hundredth of the time since the report before. */
  eventLoopMs: ms,
  /** Documents with somebody in them, the fullest first. */
  places: z.array(placeSchema).max(maxReportedDocuments),
  /** The newest ones, oldest first; one a second at most. */
  paths: z.array(pathSchema).max(maxReportedPaths),
  heard: z.array(heardSchema).max(maxReportedPaths),
})

export type NodeReport = z.infer<typeof nodeReportSchema>
export type NodePlace = z.infer<typeof placeSchema>
export type UpdatePath = z.infer<typeof pathSchema>
export type HeardUpdate = z.infer<typeof heardSchema>

export const nodeStates = ['ready', 'draining'] as const
export type NodeState = (typeof nodeStates)[number]

/** Who a node is. It does not change while the process lives. */
export type NodeIdentity = { readonly id: string; readonly host: string; readonly version: string }

/** Several reports must have been missed before a node counts as gone: a slow database is no reason. */
export const nodeStaleMs = 15_000
