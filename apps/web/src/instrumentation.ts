/** Runs once in each server process, before its first request. */
export async function register(): Promise<void> {
  // Replaced at build time; without it Next.js builds this file for a runtime that has no sockets, too.
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { startServer } = await import('./server/start-server.ts')
  startServer()
}
