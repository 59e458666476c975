import { EmbeddedPostgresError, startEmbeddedPostgres } from '../src/embedded/index.ts'

// A launcher in small: starts the server, tells in one line what became of it, stops it on SIGTERM.
const [dataDir = '', port = '', password = ''] = process.argv.slice(2)

async function start(): Promise<object> {
  try {
    const { pid, url, reused, stop } = await startEmbeddedPostgres({ dataDir, port: Number(port), password })
    const wait = setInterval(() => undefined, 1_000)
    process.once('SIGTERM', () => {
      clearInterval(wait)
      void stop()
    })
    return { pid, url, reused }
  } catch (error) {
    if (!(error instanceof EmbeddedPostgresError)) throw error
    return { code: error.code, message: error.message }
  }
}

process.stdout.write(`${JSON.stringify(await start())}\n`)
