import type { Prisma } from '../generated/client.ts'

export type NewPerson = { name: string; email: string; passwordHash: string; isAdmin: boolean }

/** The rows that the accounts library would write, in a transaction of ours. Answers with the person's id. */
export async function insertPerson(
  tx: Prisma.TransactionClient,
  { name, email, passwordHash, isAdmin }: NewPerson,
): Promise<string> {
  const { id } = await tx.user.create({ data: { name, email: email.toLowerCase(), isAdmin } })
  await tx.account.create({ data: { userId: id, accountId: id, providerId: 'credential', password: passwordHash } })
  return id
}
