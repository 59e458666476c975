/** Runs once in each server process, before its first request. */
export async function register(): Promise<void> {
  const { startServer } = await import('./server/start-server.ts')
  startServer()
}
