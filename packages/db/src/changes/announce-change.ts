import type { Prisma } from '../generated/client.ts'
import { type Change, changeChannel, maxChangeTitleLength } from './change.ts'

/** Users in one notification: 39 bytes each, so that the payload stays under PostgreSQL's 8,000. */
const maxUsersInNotification = 150

/**
 * Announces a change to every listening process when the caller's transaction commits, and to nobody when it does not.
 * A change for many users arrives in parts; a title longer than a notification can carry arrives cut.
 */
export async function announceChange(tx: Prisma.TransactionClient, change: Change): Promise<void> {
  for (const part of splitChange(change)) {
    await tx.$executeRaw`SELECT pg_notify(${changeChannel}, ${JSON.stringify(part)})`
  }
}

function splitChange(change: Change): Change[] {
  if (change.kind === 'title') return [{ ...change, title: change.title.slice(0, maxChangeTitleLength) }]
  if (!('userIds' in change)) return [change]
  const parts: Change[] = []
  for (let i = 0; i < change.userIds.length; i += maxUsersInNotification) {
    parts.push({ ...change, userIds: change.userIds.slice(i, i + maxUsersInNotification) })
  }
  return parts
}
