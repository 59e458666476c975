import type { PrismaClient } from './generated/client.ts'

/** Runs a query and answers with what it answers. `operation` is like "Document.findMany", or "$queryRaw". */
export type AroundQuery = <T>(operation: string, query: () => Promise<T>) => Promise<T>

/** The same client, with `around` around each query; those of its transactions as well. */
export function surroundQueries(prisma: PrismaClient, around: AroundQuery): PrismaClient {
  const surrounded = prisma.$extends({
    query: {
      $allOperations: ({ model, operation, args, query }) =>
        around(model === undefined ? operation : `${model}.${operation}`, () => query(args)),
    },
  })
  // What is missing there is `$on`, which nobody uses.
  return surrounded as unknown as PrismaClient
}
