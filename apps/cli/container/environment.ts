import { z } from 'zod'

const schema = z.object({
  DUPLEX_DATA_DIR: z.string().min(1),
  /** Folder that PostgreSQL's container mounts too. */
  DATABASE_PASSWORD_DIR: z.string().min(1),
  /** host:port, as the other containers reach PostgreSQL. */
  DATABASE_ADDRESS: z.string().regex(/^[\w.-]+:\d+$/),
})

/** Where the first container of the composition puts what. Throws where a variable is missing. */
export function readPrepareEnvironment(variables: NodeJS.ProcessEnv = process.env) {
  const env = schema.parse(variables)
  return {
    dataDir: env.DUPLEX_DATA_DIR,
    databasePasswordDir: env.DATABASE_PASSWORD_DIR,
    databaseAddress: env.DATABASE_ADDRESS,
  }
}

export function readDatabaseUrl(variables: NodeJS.ProcessEnv = process.env): string {
  return z.url({ protocol: /^postgres(ql)?$/ }).parse(variables.DATABASE_URL)
}
