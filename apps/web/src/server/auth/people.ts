import type { Prisma } from '@duplex/db'

/** Whether anybody has an account yet. */
export async function hasPeople(prisma: Prisma.TransactionClient): Promise<boolean> {
  return (await prisma.user.findFirst({ select: { id: true } })) !== null
}
