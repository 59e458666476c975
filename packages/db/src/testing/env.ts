/** The superuser URL of a running PostgreSQL to test against, instead of a throw-away one. */
export function readTestDatabaseUrl(env: NodeJS.ProcessEnv = process.env): string | undefined {
  return env.DUPLEX_TEST_DATABASE_URL || undefined
}
