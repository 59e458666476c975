import type { Answered, Told } from './load-commands.ts'
import { LoadOfClients } from './load-of-clients.ts'

/** A process of clients: does what its parent tells it, and ends with it. */
function serve(load: LoadOfClients): void {
  const answer = (answered: Answered) => void process.send?.(answered)
  process.on('message', ({ id, name, order }: Told) => {
    // The parent calls it by the type of that name.
    const work = (load[name] as (order: unknown) => Promise<unknown>).call(load, order)
    work.then(
      (value) => answer({ id, value }),
      (error: unknown) => answer({ id, error: String(error) }),
    )
  })
  // External: each provider of y-websocket waits for the end of the process.
  process.setMaxListeners(0)
  process.on('disconnect', () => process.exit())
}

serve(new LoadOfClients())
