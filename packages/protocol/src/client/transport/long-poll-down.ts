import { type Down, DownLoop, type DownParts } from './down.ts'

/** Asks, and asks again as soon as there was an answer; the server holds the question until it has one. */
export function pollLong(parts: DownParts): Down {
  const loop = new DownLoop(parts)
  void loop.run(async () => loop.take(await loop.ask('hold')))
  return {
    wake: () => undefined,
    onPromised: () => undefined,
    stop: () => loop.stop(),
  }
}
