import { announceChange, type LivingNode, type PrismaClient, readNodes, recordAudit } from '@duplex/db'
import { byActor } from '../audit/by-actor.ts'
import type { Actor } from '../auth/actor.ts'
import { Refusal } from '../refusal.ts'
import { type Names, readNames } from './names.ts'

export type NamedNodes = { readonly nodes: readonly LivingNode[]; readonly names: Names }

/** The sync processes that live, with the names of who is in them. Only for an administrator. */
export async function listNodes(prisma: PrismaClient, actor: Actor): Promise<NamedNodes> {
  const nodes = await readNodes(prisma)
  const places = nodes.flatMap(({ report }) => report.places)
  const followed = nodes.flatMap(({ report }) => [...report.paths, ...report.heard])
  const names = await readNames(prisma, actor, {
    userIds: places.flatMap(({ people }) => people.map(({ userId }) => userId)),
    documentIds: [...places, ...followed].map(({ documentId }) => documentId),
  })
  return { nodes, names }
}

/** Tells a node to send its clients away and to end. Only for an administrator. */
export async function drainNode(prisma: PrismaClient, actor: Actor, nodeId: string): Promise<void> {
  await prisma.$transaction(async (tx) => {
    const nodes = await readNodes(tx)
    if (!nodes.some(({ id }) => id === nodeId)) throw new Refusal('not-found', 'There is no such node.')
    await announceChange(tx, { kind: 'drain', nodeId })
    await recordAudit(tx, { kind: 'node-drained', ...byActor(actor), detail: nodeId })
  })
}
